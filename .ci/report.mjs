// Of a vitest report: "passed failed" and, on stderr, what failed and why; with `files` the files in which something did.
import { readFileSync } from 'node:fs';

const [, , path, what] = process.argv;
const report = JSON.parse(readFileSync(path, 'utf8'));
const nameOf = (file) => file.name.slice(process.cwd().length + 1);
const failing = report.testResults.filter((file) => file.status === 'failed');
if (what === 'files') for (const file of failing) console.log(nameOf(file));
else {
  console.log(report.numPassedTests, report.numFailedTests + (report.success || report.numFailedTests ? 0 : 1));
  for (const file of failing) {
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0) console.error(`${nameOf(file)}: ${file.message}`);
    for (const test of tests) console.error(`${nameOf(file)}: ${test.fullName}\n    ${test.failureMessages.join('\n').split('\n').slice(0, 8).join('\n    ')}`);
  }
}
