import type { Network } from "@ntkit/architecture";
import type { CallOptions, Matrix } from "@ntkit/linalg";
import { progressPart } from "../evaluate/progress-part.ts";
import type { Inputs } from "../inputs.ts";
import { asTensor, exampleShape } from "../inputs.ts";
import type { KernelKind } from "../kernel-functions.ts";
import type { PlacesCall } from "../spatial/evaluate-on-places.ts";
import { evaluateOnPlaces, isPlain } from "../spatial/evaluate-on-places.ts";
import { compilePlanes } from "./compile-planes.ts";
import { imageKernels } from "./image-kernels.ts";
import type { PlanePrecision } from "./plane-kernels.ts";
import type { PlaneProgram } from "./plane-program.ts";

/** Kernels of several networks on examples with places, by planes where a network allows it. */
export interface PlanesCall extends PlacesCall {
  readonly networks: readonly Network[];
  readonly precision: PlanePrecision;
}

type Matrices = Partial<Record<KernelKind, Matrix>>;

/** Kernel matrices between the examples of x₁ and x₂, or of x₁ with itself without x₂. */
export async function evaluateWithPlaces(
  call: PlanesCall,
  x1: Inputs,
  x2: Inputs | undefined,
  options: CallOptions,
): Promise<Matrices[]> {
  const planes = planePrograms(call, x1);
  if (planes.every((program) => program === undefined)) {
    return evaluateOnPlaces(call, x1, x2, options);
  }
  const results: Matrices[] = [];
  for (const [i, program] of planes.entries()) {
    const part = progressPart(options, i / planes.length, (i + 1) / planes.length);
    if (program === undefined) {
      const one = {
        ...call,
        programs: [call.programs[i]!],
        portable: call.portable && [call.portable[i]!],
      };
      results.push(...(await evaluateOnPlaces(one, x1, x2, part)));
    } else {
      results.push(await byPlanes(call, program, x1, x2, part));
    }
  }
  return results;
}

/** What planes can do of the networks; masks and graphs are for the general recursion. */
function planePrograms(
  { networks, options }: PlanesCall,
  x1: Inputs,
): readonly (PlaneProgram | undefined)[] {
  const plain = isPlain(options);
  return networks.map((network) => (plain ? compilePlanes(network, exampleShape(x1)) : undefined));
}

async function byPlanes(
  { kinds, precision, workers }: PlanesCall,
  program: PlaneProgram,
  x1: Inputs,
  x2: Inputs | undefined,
  options: CallOptions,
): Promise<Matrices> {
  const images = { program, precision, x1: asTensor(x1), x2: x2 && asTensor(x2), workers };
  const kernels = await imageKernels(images, options);
  return Object.fromEntries(kinds.map((kind) => [kind, kernels[kind]]));
}
