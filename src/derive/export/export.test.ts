import { parseEDNString } from 'edn-data';
import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { seconds } from '../../kernel/time.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import breaker from '../../patterns/circuit-breaker/index.ts';
import election from '../../patterns/leader-election/index.ts';
import { exported } from './exported.ts';
import { EXPORTS, type ExportFormat } from './formats.ts';
import { ednHistory } from './history.ts';
import type { ExportedRun } from './run.ts';

function runOf(pattern: Pattern, preset?: string): ExportedRun {
  const setup = setupOf(pattern, { ...scenarioOf(pattern, preset), untilUs: seconds(8) });
  return { pattern, topology: setup.topology, events: runInline(setup).trace };
}

const RUNS = [runOf(breaker), runOf(election)];
const as = (format: ExportFormat, run: ExportedRun): string => exported(format, run, run.events.length - 1);

it('is the same text for the same run', () => {
  for (const { format } of EXPORTS) expect(as(format, runOf(breaker))).toBe(as(format, RUNS[0]!));
});

describe('the trace for Perfetto', () => {
  interface Entry {
    readonly ph: string;
    readonly ts: number;
    readonly tid: number;
    readonly id?: string | number;
    readonly cat?: string;
    readonly name: string;
    readonly args?: Readonly<Record<string, unknown>>;
  }
  const entriesOf = (run: ExportedRun) =>
    (JSON.parse(as('perfetto', run)) as { traceEvents: readonly Entry[] }).traceEvents;
  const of = (entries: readonly Entry[], ph: string) => entries.filter((entry) => entry.ph === ph);

  it.each(RUNS)('names a thread for each node and has a slice for each of its events', (run) => {
    const entries = entriesOf(run);
    expect(
      of(entries, 'M')
        .filter(({ name }) => name === 'thread_name')
        .map(({ args }) => args?.['name']),
    ).toEqual(run.topology.nodes.map(({ label }) => label));
    const slices = of(entries, 'X').length + of(entries, 'i').length;
    expect(slices).toBe(run.events.length);
  });

  it.each(RUNS)('draws every arrow from a slice to a slice, and ends every span once', (run) => {
    const entries = entriesOf(run);
    const at = new Set(of(entries, 'X').map(({ tid, ts }) => `${tid} ${ts}`));
    const starts = new Map(of(entries, 's').map((entry) => [entry.id, entry]));
    expect(starts.size).toBe(of(entries, 's').length);
    const ends = of(entries, 'f');
    expect(ends.length).toBeGreaterThan(100);
    for (const end of ends) {
      const start = starts.get(end.id)!;
      expect(start.ts).toBeLessThanOrEqual(end.ts);
      expect([at.has(`${start.tid} ${start.ts}`), at.has(`${end.tid} ${end.ts}`)]).toEqual([true, true]);
    }
    expect(new Set(ends.map(({ id }) => id)).size).toBe(ends.length);
    expect(of(entries, 'b').length).toBe(of(entries, 'e').length);
    const depth = new Map<string, number>();
    for (const { ph, id, cat } of entries) {
      if (ph !== 'b' && ph !== 'e') continue;
      const key = `${cat} ${id}`;
      const now = (depth.get(key) ?? 0) + (ph === 'b' ? 1 : -1);
      expect([0, 1]).toContain(now);
      depth.set(key, now);
    }
  });
});

describe('the log for ShiViz', () => {
  it.each(RUNS)('counts each host from 1 in steps of 1, and names no host that has no event', (run) => {
    const lines = as('shiviz', run).trimEnd().split('\n');
    expect(lines.length).toBe(run.events.filter(({ node }) => node !== '').length * 2);
    const own = new Map<string, number>();
    const known = new Map<string, Record<string, number>>();
    for (let i = 0; i < lines.length; i += 2) {
      const [, host = '', clock = ''] = /^(\S*) (\{.*\})$/.exec(lines[i + 1]!)!;
      const counts = JSON.parse(clock) as Record<string, number>;
      expect(lines[i]).not.toBe('');
      expect(counts[host]).toBe((own.get(host) ?? 0) + 1);
      own.set(host, counts[host]!);
      // A clock never goes back, and knows of nobody more than has happened there.
      for (const [other, count] of Object.entries(known.get(host) ?? {}))
        expect(counts[other]).toBeGreaterThanOrEqual(count);
      for (const [other, count] of Object.entries(counts)) expect(own.get(other)).toBeGreaterThanOrEqual(count);
      known.set(host, counts);
    }
    expect(own.size).toBe(run.topology.nodes.length);
  });
});

describe('the history', () => {
  const KEYED = { mapAs: 'object', keywordAs: 'string' } as const;
  interface Line {
    readonly index: number;
    readonly time: number;
    readonly type: string;
    readonly process: number | string;
    readonly f: string;
    readonly value: unknown;
  }

  it.each(RUNS)(
    'is read back by a reader of EDN; no process does two things at once, or any after an unknown',
    (run) => {
      const lines = parseEDNString(as('edn', run), KEYED) as readonly Line[];
      expect(lines.map(({ index }) => index)).toEqual(lines.map((_, index) => index));
      const open = new Map<number | string, string>();
      const gone = new Set<number | string>();
      for (const { type, process, f } of lines) {
        if (process === 'nemesis') continue;
        expect(gone.has(process)).toBe(false);
        if (type === 'invoke') {
          expect(open.has(process)).toBe(false);
          open.set(process, f);
        } else {
          expect(open.get(process)).toBe(f);
          open.delete(process);
          if (type === 'info') gone.add(process);
        }
      }
      const ended = run.events.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'end')).length;
      expect(lines.filter(({ type, process }) => process !== 'nemesis' && type !== 'invoke')).toHaveLength(ended);
      expect(lines.some(({ process }) => process === 'nemesis')).toBe(true);
    },
  );

  it('writes whatever plain data an operation holds', () => {
    const input = { 'a key': ['\u0001"q"\\b\n', null, -1.5, true], plain: {} };
    const [event] = RUNS[0]!.events;
    const begin = { kind: 'begin', op: 'x', name: 'a/b c', input } as const;
    const text = ednHistory({ ...RUNS[0]!, events: [{ ...event!, effects: [begin] }] });
    expect(parseEDNString(text, KEYED)).toMatchObject([
      { f: 'a-b-c', value: { 'a key': ['"q"\\b\n', null, -1.5, true], plain: {} } },
    ]);
  });
});

describe('the sequence diagram', () => {
  const SHAPE = /^ {2}(?:participant n\d+ as [^;#]+|n\d+(?:->>|-->>|-x)n\d+: [^;#]+|Note over n\d+(?:,n\d+)?: [^;#]+)$/;

  it.each(RUNS)('has lines of three sorts, among declared participants, and not too many', (run) => {
    const [head, ...lines] = as('mermaid', run).trimEnd().split('\n');
    expect(head).toBe('sequenceDiagram');
    for (const line of lines) expect(line).toMatch(SHAPE);
    const declared = new Set(lines.flatMap((line) => /participant (n\d+)/.exec(line)?.[1] ?? []));
    const named = lines.flatMap((line) => line.split(':')[0]!.match(/\bn\d+\b/g) ?? []);
    expect(named.filter((name) => !declared.has(name))).toEqual([]);
    expect(lines.filter((line) => !line.includes('participant')).length).toBeLessThan(60);
  });

  it('ends at the event that is asked for, with a cross where a message is lost', () => {
    const [run] = RUNS as [ExportedRun];
    const lost = run.events.find(({ kind }) => kind === 'overflow')!;
    const lines = exported('mermaid', run, lost.seq).trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/-xn\d+: /);
  });
});
