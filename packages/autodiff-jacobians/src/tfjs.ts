/**
 * TensorFlow.js models and backends.
 *
 * @module
 */

/** The version of TensorFlow.js that this module is made for. */
export const tfjsVersion = "4.22.0";
