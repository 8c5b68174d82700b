/** Row and column of the tile with this number when the lower half is counted row by row. */
export function lowerTile(task: number): [number, number] {
  let row = Math.floor((Math.sqrt(8 * task + 1) - 1) / 2);
  if ((row * (row + 1)) / 2 > task) row--;
  if (((row + 1) * (row + 2)) / 2 <= task) row++;
  return [row, task - (row * (row + 1)) / 2];
}
