/** What a run prints, and the JSON report it also writes when `NTKIT_TEST_REPORT` names a file. */
export function reporters(): (string | [string, { outputFile: string }])[] {
  const outputFile = process.env.NTKIT_TEST_REPORT;
  return outputFile === undefined ? ["default"] : ["default", ["json", { outputFile }]];
}
