import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ms, seconds } from '../../../kernel/time.ts';
import type { LeaseRecord } from '../variants/messages.ts';
import { leaseProblem, tryAcquireOrRenew, type Elector } from './lease-rules.ts';

/** The cases of client-go's own TestTryAcquireOrRenew, as data: not part of this project. */
type Row = readonly [
  stored: { readonly holder?: string } | null,
  observedHolder: string,
  observedTime: string,
  success: boolean,
  transitions: number,
  holder: string,
  calls: readonly string[],
];
interface Vectors {
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly rows: readonly Row[];
  readonly validation: readonly string[];
}

function load(): Vectors {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/lease/k8s_try_acquire_or_renew.json`, 'utf8')) as Vectors;
}

const NOW_US = seconds(1_000_000);
const recordOf = (holder = ''): LeaseRecord => ({ holder, durationUs: 0, renewedUs: 0, acquiredUs: 0, transitions: 0 });

/** `far past`: long run out; `far future`: cannot run out. Whoever has observed nothing yet has no time either. */
function electorOf(identity: string, [, holder, observedTime]: Row): Elector {
  const seen = holder !== '' && observedTime.startsWith('far future') ? NOW_US + seconds(1_000) : 0;
  return { identity, observed: holder === '' ? null : recordOf(holder), observedAtUs: seen };
}

describe('client-go: try to acquire or renew', () => {
  const { identity, leaseDurationMs, rows, validation } = load();

  it('has five cases', () => expect(rows).toHaveLength(5));

  it.each(rows.map((row, index) => [index, row] as const))('case %i', (_index, row) => {
    const [given, , , success, transitions, holder, calls] = row;
    const stored = given === null ? null : recordOf(given.holder);
    const at = { beganUs: NOW_US, nowUs: NOW_US, wallUs: NOW_US };
    const decision = tryAcquireOrRenew(electorOf(identity, row), stored, at, ms(leaseDurationMs));
    const record = decision.kind === 'held' ? stored! : decision.record;
    expect(['get', ...(decision.kind === 'held' ? [] : [decision.kind])]).toEqual(calls);
    expect([decision.kind !== 'held', record.transitions, record.holder]).toEqual([success, transitions, holder]);
  });

  it('refuses times that cannot work, and takes the defaults', () => {
    expect(validation).toEqual([
      'leaseDuration > renewDeadline',
      'renewDeadline > retryPeriod*1.2',
      'defaults 15s/10s/2s',
    ]);
    const times = { leaseUs: seconds(15), renewDeadlineUs: seconds(10), retryUs: seconds(2) };
    expect(leaseProblem(times)).toBeNull();
    expect(leaseProblem({ ...times, leaseUs: seconds(10) })).toContain('lease');
    expect(leaseProblem({ ...times, renewDeadlineUs: ms(2_400) })).toContain('retry');
    expect(leaseProblem({ ...times, renewDeadlineUs: ms(2_401) })).toBeNull();
  });
});
