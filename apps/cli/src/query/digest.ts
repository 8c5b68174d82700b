import { createHash } from "node:crypto";
import type { Tensor } from "@ntkit/linalg";

/** SHA-256 of samples: of their shape and their numbers. */
export function digest({ shape, data }: Tensor): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return sha256(Buffer.concat([Buffer.from(`${shape.join("×")};`), bytes]));
}

/** SHA-256 of bytes, in hexadecimal. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
