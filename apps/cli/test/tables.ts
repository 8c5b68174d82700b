import { random } from "@ntkit/linalg";

/** Two classes that no line divides: inside and outside a ring; with a colour that says nothing. */
export const ring: string = ringTable(60);

/** Such a table of `rows` rows. */
export function ringTable(rows: number): string {
  const { uniform } = random(3);
  const lines = Array.from({ length: rows }, (_, i) => {
    const inside = i % 2 === 0;
    const radius = inside ? 0.8 * uniform() : 1.4 + 0.8 * uniform();
    const angle = 2 * Math.PI * uniform();
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    const colour = ["red", "green", "blue"][i % 3]!;
    return `${x.toFixed(4)},${y.toFixed(4)},${colour},${inside ? "inside" : "outside"}`;
  });
  return `x,y,colour,kind\n${lines.join("\n")}\n`;
}

/** A sine with noise of standard deviation 0.1. */
export const wave: string = waveTable(50);

/** Such a table of `rows` rows. */
export function waveTable(rows: number): string {
  const { uniform, normal } = random(5);
  const lines = Array.from({ length: rows }, () => {
    const t = 6 * uniform() - 3;
    return `${t.toFixed(4)},${(Math.sin(2 * t) + 0.1 * normal()).toFixed(4)}`;
  });
  return `t,height\n${lines.join("\n")}\n`;
}

/** Options that make a fit quick. */
export const quick = "--depths 2 --ridges 1e-2,1e-1 --folds 3";
