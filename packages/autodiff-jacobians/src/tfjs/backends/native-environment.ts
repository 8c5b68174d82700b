/**
 * Sets what TensorFlow's libraries read from the environment when they start, where the user has not:
 * products in float32, since by default TF32 is used on Ampere and later, with 10 bits of mantissa; and
 * no log of how the library was built.
 */
export function setNativeEnvironment(): void {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  if (process === undefined) return;
  process.env.NVIDIA_TF32_OVERRIDE ??= "0";
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "1";
}
