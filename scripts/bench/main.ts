import { availableParallelism, loadavg } from 'node:os';
import { hostRows } from './host.ts';
import { kernelRows, memoryRows } from './kernel.ts';
import { heartbeatRows, sceneRows } from './scene-rows.ts';
import { allSeekRows } from './seek.ts';
import { line, meets, type Row } from './table.ts';

/** In the order printed. Each answers its lines of the report. */
const BENCHES: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  kernel: kernelRows,
  scene: sceneRows,
  heartbeat: heartbeatRows,
  host: hostRows,
  seek: allSeekRows,
  memory: memoryRows,
};

async function main(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in BENCHES));
  if (unknown.length > 0)
    throw new Error(`No benchmark is called ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  const load = loadavg()[0] ?? 0;
  if (load > availableParallelism() / 2)
    process.stdout.write(`The machine is busy (load ${load.toFixed(1)}): what is not a ratio comes out too low.\n\n`);
  let short = 0;
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    try {
      for (const row of await bench()) {
        process.stdout.write(`${line(row)}\n`);
        if (!meets(row)) short += 1;
      }
    } catch (error) {
      short += 1;
      process.stdout.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  process.stdout.write(short === 0 ? '\nAll bars are reached.\n' : `\n${short} not reached.\n`);
  process.exitCode = short === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
