import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeHistories } from '../../explore/histories.ts';
import { checkLinearizable, type Check } from './check.ts';
import { keyValue } from './key-value.ts';
import { register } from './register.ts';
import { parseEtcd, parseKeyValue } from './testing-porcupine.ts';

/** The test data of Porcupine, with the verdicts that its own tests expect: not part of this project. */
interface Verdicts {
  readonly etcd_linearizable: Readonly<Record<string, boolean>>;
  readonly kv_linearizable: Readonly<Record<string, boolean>>;
}

const ETCD = 102;
const KEY_VALUE = 6;
/** The hardest history is refuted by one of its keys after about two million. */
const STEPS = 20_000_000;

function read(path: string): string {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return readFileSync(`${folder}/linearizability/porcupine/${path}`, 'utf8');
}

const verdicts = JSON.parse(read('verdicts.json')) as Verdicts;
const wordFor = (linearizable: boolean): string => (linearizable ? 'linearizable' : 'not linearizable');

const took: string[] = [];
function timed(name: string, check: () => Check): Check {
  const began = performance.now();
  const result = check();
  took.push(`${name} ${(performance.now() - began).toFixed(0)} ms, ${result.steps} steps`);
  return result;
}
afterAll(() => {
  process.stdout.write(`${took.join('\n')}\n`);
});

describe('the etcd histories of Jepsen, one register each', () => {
  const names = Object.keys(verdicts.etcd_linearizable);

  it('are all there', () => {
    expect(names).toHaveLength(ETCD);
    expect(names.filter((name) => verdicts.etcd_linearizable[name])).toHaveLength(23);
  });

  it('get the verdicts that are expected', () => {
    const logs = names.map((name) => parseEtcd(read(`test_data/jepsen/${name}.log`)));
    expect(logs.flat().length).toBeGreaterThan(8_000);
    const began = performance.now();
    const { checks, counts, steps } = judgeHistories(
      register(),
      logs.map((history, i) => ({ name: names[i]!, history })),
      { steps: STEPS },
    );
    took.push(`${names.length} etcd histories ${(performance.now() - began).toFixed(0)} ms, ${steps} steps`);
    expect(counts).toEqual({ linearizable: 23, 'not linearizable': ETCD - 23, unknown: 0 });
    expect(Object.fromEntries(checks.map(({ name, check }) => [name, check.verdict]))).toEqual(
      Object.fromEntries(names.map((name) => [name, wordFor(verdicts.etcd_linearizable[name]!)])),
    );
  });
});

describe('key-value histories', () => {
  const expected = Object.entries(verdicts.kv_linearizable);

  it('are all there', () => {
    expect(expected).toHaveLength(KEY_VALUE);
  });

  it.each(expected)('%s: linearizable is %s', (name, linearizable) => {
    const history = parseKeyValue(read(`test_data/kv/${name}.txt`));
    expect(history.length).toBeGreaterThan(30);
    const check = timed(name, () => checkLinearizable(keyValue, history, { steps: STEPS }));
    expect(check.verdict).toBe(wordFor(linearizable));
    expect(check.stuck === undefined).toBe(linearizable);
  });
});
