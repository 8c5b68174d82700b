import { formatNumber } from "../screen/format.ts";

/** A tick of a logarithmic axis: powers of ten as 10 with a raised exponent. */
export function powerOfTen(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return formatNumber(value);
  const raised = String(Math.round(exponent)).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)] ?? "⁻");
  return `10${raised}`;
}
