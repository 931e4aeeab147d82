import { exported } from '../../derive/export/exported.ts';
import { EXPORTS, type ExportFormat } from '../../derive/export/formats.ts';
import { searchTrouble } from '../../explore/search.ts';
import { runInline } from '../../kernel/inline.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import type { Goal, Pattern } from '../../pattern-kit/pattern.ts';
import { setupOf, vocabularyOf } from '../../pattern-kit/setup.ts';
import { patternMetas } from '../../patterns/registry.ts';
import { loadPattern } from '../../patterns/whole.ts';
import { decodeLink, encodeScenario } from '../../scenario/link.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { parseSpan } from '../../scenario/words.ts';
import type { SimulationResult } from '../protocol.ts';
import { simulate } from '../simulate.ts';
import { startThread } from './start-node.ts';

const FORMATS = EXPORTS.map(({ format }) => format);

const USAGE = `Usage: npm run simulate -- '<link or query>' [--host inline|worker] [--until 30s] [--seeds A..B] [--search N [--worst GOAL]] [--export FORMAT] [--json]
--search tries N schedules of random faults until a property breaks, or for the worst figure of a goal, and prints the fewest faults that do it, as a link.
--export prints the run for other tools: ${FORMATS.join(', ')}.
Exit code: 0 all well, 1 a property was violated, 2 the link or an option is wrong.`;

interface Options {
  link: string;
  host: 'inline' | 'worker';
  untilUs: number | undefined;
  seeds: readonly [number, number] | null;
  search: number | null;
  worst: string | null;
  export: ExportFormat | null;
  json: boolean;
}

class UsageError extends Error {}

function parseOptions(args: readonly string[]): Options {
  const options: Options = {
    link: '',
    host: 'inline',
    untilUs: undefined,
    seeds: null,
    search: null,
    worst: null,
    export: null,
    json: false,
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--json') options.json = true;
    else if (arg === '--host') options.host = oneOf('--host', args[++i], ['inline', 'worker']);
    else if (arg === '--until') options.untilUs = time(args[++i]);
    else if (arg === '--seeds') options.seeds = range(args[++i]);
    else if (arg === '--search') options.search = count(args[++i]);
    else if (arg === '--export') options.export = oneOf('--export', args[++i], FORMATS);
    else if (arg === '--worst') options.worst = args[++i] ?? '';
    else if (arg.startsWith('--')) throw new UsageError(`There is no option ${arg}.`);
    else if (options.link === '') options.link = arg;
    else throw new UsageError(`"${arg}" is one word too many: put the link in quotes.`);
  }
  if (options.link === '') throw new UsageError('Which link?');
  if (options.worst !== null && options.search === null) throw new UsageError('--worst goes with --search N.');
  return options;
}

function oneOf<T extends string>(option: string, word: string | undefined, words: readonly T[]): T {
  const found = words.find((each) => each === word);
  if (found === undefined) throw new UsageError(`${option} takes ${words.join(' or ')}, not "${word ?? ''}".`);
  return found;
}

function time(word: string | undefined): number {
  const us = parseSpan(word ?? '');
  if (us === null) throw new UsageError(`--until takes a time such as 30s or 500ms, not "${word ?? ''}".`);
  return us;
}

function range(word: string | undefined): readonly [number, number] {
  const match = /^(\d{1,10})\.\.(\d{1,10})$/.exec(word ?? '');
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || to < from || to > 0xffffffff)
    throw new UsageError(`--seeds takes a range such as 1..100, not "${word ?? ''}".`);
  return [from, to];
}

function count(word: string | undefined): number {
  if (!/^[1-9]\d{0,5}$/.test(word ?? ''))
    throw new UsageError(`--search takes a count such as 200, not "${word ?? ''}".`);
  return Number(word);
}

/** Looks for trouble and prints the link that shows it. Answers whether there was any. */
async function search(pattern: Pattern, scenario: Scenario, { search: tries, worst, json }: Options): Promise<boolean> {
  if (worst !== null && !pattern.goals.some(({ id }) => id === worst))
    throw new UsageError(`--worst takes one of ${pattern.goals.map(({ id }) => id).join(', ')}, not "${worst}".`);
  const trouble = worst === null ? ({ kind: 'property', id: null } as const) : ({ kind: 'goal', id: worst } as const);
  const { tried, found } = searchTrouble(pattern, scenario, { trouble, first: 1, tries: tries! });
  const link = found && (await encodeScenario(found.scenario, vocabularyOf(pattern)));
  if (json) console.log(JSON.stringify(found === null ? { tried } : { tried, ...found.what, link }));
  else if (found === null) console.log(`${tried} schedules tried, no trouble found.`);
  else {
    const { what } = found;
    const unit = pattern.goals.find(({ id }) => id === worst)?.unit ?? '';
    const told = (value: number | null): string => (value === null ? 'not measured' : valueText(value, unit));
    const seen =
      what.kind === 'property'
        ? `${what.id} breaks at ${(what.atUs / 1_000_000).toFixed(6)} s: ${what.detail}`
        : `${what.id} is ${told(what.value)}; without faults ${told(what.calm)}, ${found.scenario.on ? 'without' : 'with'} the pattern ${told(what.other)}`;
    console.log(
      `${seen}\nschedule ${found.schedule ?? 'as given'}, ${found.scenario.actions.length} of ${found.before} actions needed\n${link}`,
    );
  }
  return found !== null;
}

/** For reading, as on the screen; `--json` has every digit. */
function print(result: SimulationResult, goals: readonly Goal[]): void {
  console.log(`fingerprint  ${result.fingerprint}`);
  console.log(`events       ${result.events}`);
  console.log(`end          ${(result.timeUs / 1_000_000).toFixed(6)} s`);
  for (const { id, kind, status, atUs } of result.properties) {
    console.log(`${status.padEnd(9)}    ${kind} ${id}${atUs === null ? '' : ` at ${(atUs / 1_000_000).toFixed(6)} s`}`);
  }
  for (const { id, unit } of goals) {
    const value = result.goals[id] ?? null;
    console.log(`goal         ${id} ${value === null ? 'nothing measured' : valueText(value, unit)}`);
  }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const decoded = await decodeLink(options.link, async (id) =>
    patternMetas.some((meta) => meta.id === id) ? vocabularyOf(await loadPattern(id)) : null,
  );
  if (decoded.problems.length > 0 || decoded.scenario === null) {
    for (const { part, expected } of decoded.problems) console.error(`In the link, "${part}": expected ${expected}.`);
    return 2;
  }
  const { scenario } = decoded;
  const pattern = await loadPattern(scenario.pattern);
  const start = (name: string) => startThread(new URL('./node-worker.js', import.meta.url), name);
  if (options.search !== null) return (await search(pattern, scenario, options)) ? 1 : 0;
  if (options.export !== null) {
    const { untilUs = scenario.untilUs } = options;
    const setup = setupOf(pattern, scenario);
    const { trace: events } = runInline(setup, { untilUs });
    console.log(exported(options.export, { pattern, topology: setup.topology, events }, events.length - 1).trimEnd());
    return 0;
  }
  const [from, to] = options.seeds ?? [scenario.seed, scenario.seed];
  let violated = false;
  for (let seed = from; seed <= to; seed++) {
    const result = await simulate(
      pattern,
      { ...scenario, seed },
      { host: options.host, start, ...(options.untilUs !== undefined && { untilUs: options.untilUs }) },
    );
    const broken = result.properties.filter((property) => property.status === 'violated');
    violated ||= broken.length > 0;
    if (options.json) console.log(JSON.stringify(options.seeds ? { seed, ...result } : result));
    else if (options.seeds)
      console.log(
        `seed ${seed}  ${result.fingerprint}  ${result.events} events  ${broken.length === 0 ? 'all hold' : `violated: ${broken.map(({ id }) => id).join(', ')}`}`,
      );
    else print(result, pattern.goals);
  }
  return violated ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof UsageError) console.error(USAGE);
    process.exit(2);
  },
);
