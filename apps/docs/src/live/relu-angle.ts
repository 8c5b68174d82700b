import { reluAnglePlot } from "./relu-angle-plot.ts";
import { type ReluKernels, reluKernels } from "./relu-kernels.ts";

const everyDegree = Array.from({ length: 181 }, (_, degree) => degree);

/**
 * `<relu-angle>`: the live figure. Its controls are in the page; this reads them, computes the
 * kernels here in the browser, and draws.
 */
class ReluAngle extends HTMLElement {
  #kernels: ReluKernels | undefined;

  connectedCallback(): void {
    this.#input("depth").addEventListener("input", () => void this.#compute());
    this.#input("angle").addEventListener("input", () => {
      this.#draw();
    });
    this.#input("relative").addEventListener("input", () => {
      this.#draw();
    });
    new ResizeObserver(() => {
      this.#draw();
    }).observe(this.#part("figure"));
    void this.#compute();
  }

  async #compute(): Promise<void> {
    const depth = this.#input("depth").valueAsNumber;
    const kernels = await reluKernels(depth, everyDegree);
    // The slider may have moved on while this depth was computed.
    if (depth !== this.#input("depth").valueAsNumber) return;
    this.#kernels = kernels;
    this.#draw();
    this.dataset.depth = `${depth}`;
  }

  #draw(): void {
    const kernels = this.#kernels;
    if (kernels === undefined) return;
    const probe = this.#input("angle").valueAsNumber;
    const relative = this.#input("relative").checked;
    const figure = this.#part("figure");
    const plot = reluAnglePlot(kernels, { width: figure.clientWidth, relative, probe });
    plot.addEventListener("input", () => {
      this.#hover(plot);
    });
    figure.replaceChildren(plot);
    this.#part("depth-value").textContent = this.#input("depth").value;
    this.#part("angle-value").textContent = `${probe}°`;
    this.#say(probe);
    this.#fillTable(kernels);
  }

  /** Under the pointer the readout follows it; elsewhere it says what the angle slider marks. */
  #hover(plot: HTMLElement | SVGElement): void {
    const { value } = plot as unknown as { value: { angle: number } | null };
    this.#say(value?.angle ?? this.#input("angle").valueAsNumber);
  }

  #say(angle: number): void {
    const kernels = this.#kernels!;
    const [nngp, ntk] = [kernels.nngp[angle]!, kernels.ntk[angle]!];
    const [nngpShare, ntkShare] = [nngp / kernels.nngp[0]!, ntk / kernels.ntk[0]!];
    this.#part("readout-angle").textContent = `${angle}°`;
    this.#number("readout-nngp", nngp, nngpShare);
    this.#number("readout-ntk", ntk, ntkShare);
  }

  #number(part: string, value: number, share: number): void {
    const element = this.#part(part);
    element.textContent = `${value.toFixed(4)} (${(100 * share).toFixed(1)} %)`;
    element.dataset.value = `${value}`;
  }

  #fillTable(kernels: ReluKernels): void {
    const rows = everyDegree
      .filter((angle) => angle % 15 === 0)
      .map((angle) => {
        const cells = [
          `${angle}°`,
          kernels.nngp[angle]!.toFixed(6),
          kernels.ntk[angle]!.toFixed(6),
        ];
        const row = document.createElement("tr");
        row.append(
          ...cells.map((text, i) => {
            const cell = document.createElement(i === 0 ? "th" : "td");
            cell.textContent = text;
            return cell;
          }),
        );
        return row;
      });
    this.#part("rows").replaceChildren(...rows);
  }

  #input(name: string): HTMLInputElement {
    return this.#part(name) as HTMLInputElement;
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  }
}

customElements.define("relu-angle", ReluAngle);
