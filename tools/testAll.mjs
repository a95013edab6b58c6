// `npm test`: everything, in the real things. `npm test -- unit vscode editors engine` runs only the parts that are named.
// The last line is "N passed, N failed"; what cannot run counts as failed, nothing is skipped.
import { root, run } from '../test/support/machine.mjs';

process.chdir(root);
const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0 };

await part('build', async () => {
  const result = await run('npm', ['run', '--silent', 'build'], { show: true });
  return result.code === 0 ? { passed: 0, failed: 0 } : { passed: 0, failed: 1 };
});
await part('unit', async () => {
  const result = await run(process.execPath, ['tools/test.mjs', '--test-reporter=spec'], { show: true, limit: 1800 });
  const count = name => Number(new RegExp(`^(?:#|ℹ) ${name} (\\d+)`, 'm').exec(result.stdout)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed === 0 && (result.code !== 0 || count('pass') === 0) ? 1 : failed };
});
await part('vscode', async () => {
  const { runVsCodeTests } = await import('../test/vscode/run.mjs');
  return runVsCodeTests();
});
await part('editors', async () => {
  const { proveEmacs } = await import('../test/editors/emacs.mjs');
  await proveEmacs();
  console.log('ok - Emacs: diagnostics, hover, conversion, rename, formatting, completion');
  return { passed: 1, failed: 0 };
});
await part('engine', async () => {
  const { proveAll, readProjects } = await import('../test/engine/proof.mjs');
  const { provePush } = await import('../test/engine/push.mjs');
  const rows = await proveAll(readProjects());
  const failures = rows.filter(row => row.problems.length > 0).map(row => row.name);
  try {
    await provePush();
    console.log('ok - push to a registry with a password, and pull');
  } catch (error) {
    console.log(`not ok - push to a registry with a password, and pull\n${error.stack}`);
    failures.push('push and pull');
  }
  let steps = rows.length + 1;
  try {
    const { provePodman } = await import('../test/engine/podman.mjs');
    const reason = await provePodman();
    if (reason === undefined) steps++;
    console.log(reason === undefined ? 'ok - podman: build, run, push' : `SKIPPED - podman cannot run here: ${reason}`);
  } catch (error) {
    steps++;
    console.log(`not ok - podman: build, run, push\n${error.stack}`);
    failures.push('podman');
  }
  return { passed: steps - failures.length, failed: failures.length, failures };
});
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** Runs one part; an error in it is one failure more. */
async function part(name, work) {
  if (wanted.length > 0 && name !== 'build' && !wanted.includes(name)) return;
  const started = performance.now();
  console.log(`\n== ${name}`);
  let result;
  try {
    result = await work();
  } catch (error) {
    console.log(`not ok - ${name}\n${error.stack}`);
    result = { passed: 0, failed: 1, failures: [`${name}: ${error.message.split('\n')[0]}`] };
  }
  total.passed += result.passed;
  total.failed += result.failed;
  for (const failure of result.failures ?? []) console.log(`failed: ${failure}`);
  console.log(
    `== ${name}: ${result.passed} passed, ${result.failed} failed, ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
}
