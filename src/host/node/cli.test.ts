import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** The command as a person calls it: real threads, real exit codes. */
function simulate(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/simulate.mjs', ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { code: status, out: stdout, err: stderr };
}

const json = (...args: string[]) =>
  JSON.parse(simulate(...args, '--json').out) as {
    fingerprint: string;
    events: number;
    timeUs: number;
    properties: { id: string; kind: string; status: string; atUs: number | null }[];
    goals: Record<string, number>;
  };

describe('npm run simulate', { timeout: 180_000 }, () => {
  it('gives the same in threads as inline, faults and restarts included', () => {
    for (const link of [
      '#/circuit-breaker',
      '#/circuit-breaker?off&seed=9',
      '#/circuit-breaker?seed=4294967295&do=1s+500ms:crash(payment-breaker),1.2s:pause(gateway),1.9s:resume(gateway),2s+1s:cut(shoppers,orders),2.5s+300ms:crash-unsynced(pay-later)',
    ]) {
      const inline = json(link, '--until', '4s');
      expect(json(link, '--until', '4s', '--host', 'worker'), link).toEqual(inline);
      expect(inline.events).toBeGreaterThan(200);
      expect(Object.keys(inline)).toEqual(['fingerprint', 'events', 'timeUs', 'properties', 'goals']);
      expect(Object.keys(inline.properties[0]!)).toEqual(['id', 'kind', 'status', 'atUs']);
    }
  });

  it('exits 0 when all holds, 1 on a violated property, 2 on a bad link or option', () => {
    const well = simulate('#/circuit-breaker', '--until', '1s');
    expect(well.code).toBe(0);
    // Figures for people: no more digits than the screen shows.
    expect(well.out).toMatch(/^goal {9}goodput [\d.]+\/s$/m);
    expect(well.out).not.toMatch(/^goal .*\d\.\d{3}/m);
    const violated = simulate('#/circuit-breaker?mutant=flood');
    expect(violated.out).toContain('violated');
    expect(violated.code).toBe(1);
    const bad = simulate('#/circuit-breaker?do=2s:hnag(gateway)');
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('hnag');
    expect(simulate('#/circuit-breaker', '--host', 'cloud').code).toBe(2);
    expect(simulate().code).toBe(2);
  });

  it('searches for trouble, and prints a link that shows it', () => {
    const found = simulate('#/circuit-breaker?mutant=evict-newest', '--search', '3');
    expect(found.code).toBe(1);
    const link = found.out.trim().split('\n').at(-1)!;
    expect(link).toMatch(/^#\/circuit-breaker\?.*mutant=evict-newest/);
    expect(simulate(link).out).toContain('violated     always opens-when-due');
    expect(simulate('#/circuit-breaker', '--until', '1s', '--worst', 'goodput').code).toBe(2);
    const worst = simulate('#/circuit-breaker', '--search', '2', '--worst', 'happiness');
    expect([worst.code, worst.err.includes('goodput')]).toEqual([2, true]);
  });

  it('prints a run for other tools', () => {
    expect(simulate('#/circuit-breaker', '--until', '1s', '--export', 'mermaid').out).toMatch(/^sequenceDiagram\n/);
    expect(simulate('#/circuit-breaker', '--export', 'pdf').err).toContain('perfetto or shiviz or edn or mermaid');
  });

  it('sweeps seeds', () => {
    const { out } = simulate('#/circuit-breaker', '--until', '1s', '--seeds', '1..3');
    expect(out.match(/^seed \d+ {2}[0-9a-f]{16}/gm)).toHaveLength(3);
    expect(new Set(out.match(/[0-9a-f]{16}/g)).size).toBe(3);
  });
});
