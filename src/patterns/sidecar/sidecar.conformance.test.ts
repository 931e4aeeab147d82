import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DiscoveryRequest } from './messages.ts';
import { append, emptyMemBuffer, flush } from './programs/mem-buffer.ts';
import { mayRetry, retryRange } from './programs/scheduler.ts';
import { hear, isDue, newClient, newStream, receive, respond, subscribe } from './programs/xds.ts';

/** What the documentation of Fluent Bit and of xDS says, as data: not part of this project. */
function load(name: string): any {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/sidecar/${name}.json`, 'utf8'));
}

describe('Fluent Bit', () => {
  const vectors = load('fluentbit_backoff');

  it('waits in the ranges of the documentation’s example', () => {
    const { base, cap, ranges } = vectors.example;
    expect(ranges).toHaveLength(4);
    expect(ranges.map((_: unknown, i: number) => retryRange(base, cap, i + 1))).toEqual(ranges);
  });

  it('has the defaults that the rule names', () => {
    expect(vectors.rule).toContain('base 5 cap 2000');
    expect(vectors.rule).toContain('Retry_Limit default 1');
    expect([retryRange(5, 2_000, 1), retryRange(5, 2_000, 9)]).toEqual([
      [5, 10],
      [5, 2_000],
    ]);
    expect([mayRetry(1, 1), mayRetry(1, 2)]).toEqual([true, false]);
  });

  it('walks through Mem_Buf_Limit', () => {
    const { limitKB, steps } = vectors.mem_buf_limit as {
      limitKB: number;
      steps: readonly (readonly [what: string, usedKb: number, state: string])[];
    };
    expect(steps).toHaveLength(4);
    const buffer = emptyMemBuffer();
    for (const [what, usedKb, state] of steps) {
      const kb = Number(/\d+/.exec(what)?.[0] ?? 0);
      if (what.startsWith('append')) append(buffer, kb, limitKB);
      if (what.startsWith('flush')) flush(buffer, kb, limitKB);
      expect([what, buffer.usedKb, buffer.paused]).toEqual([what, usedKb, state === 'paused']);
    }
  });
});

/** "V=X N=A" as the script writes it. */
const field = (text: string, name: string): string => new RegExp(`\\b${name}="?([^\\s"]*)"?`).exec(text)?.[1] ?? '';
const versionOf = (text: string): string => field(text, 'V');

describe('xDS', () => {
  const vectors = load('xds_ack_nack');
  const script = vectors.script as readonly (readonly [who: string, line: string])[];

  it('plays the script of the documentation, both sides', () => {
    expect(script).toHaveLength(7);
    const client = newClient('endpoints');
    const stream = newStream();
    let request: DiscoveryRequest = subscribe(client);
    for (const [who, line] of script) {
      if (who === 'client') {
        expect([line, request.version, request.nonce, request.error !== '']).toEqual([
          line,
          versionOf(line),
          field(line, 'N'),
          line.startsWith('NACK'),
        ]);
        const expected = line.startsWith('NACK') ? 'nack' : line.startsWith('ACK') ? 'ack' : 'opened';
        expect(hear(stream, request)).toBe(expected);
        if (line.includes('keeps using')) expect(client.version).toBe(versionOf(line));
      } else {
        const version = versionOf(line);
        expect(isDue(stream, version)).toBe(true);
        const response = respond(stream, 'endpoints', version, field(line, 'N'), [version]);
        request = receive(client, response, line.includes('invalid') ? 'invalid' : '');
      }
    }
    expect([client.version, client.resources]).toEqual(['Z', ['Z']]);
  });

  it('keeps each of its rules', () => {
    const client = newClient('endpoints');
    const stream = newStream();
    hear(stream, subscribe(client));
    const first = respond(stream, 'endpoints', 'X', 'A', ['good']);
    const second = respond(stream, 'endpoints', 'Y', 'B', ['bad']);
    const late = receive(client, first, '');
    const refusal = receive(client, second, 'no such host');
    const rules: Record<string, () => void> = {
      'a NACK keeps the last accepted version in use': () =>
        expect([client.version, client.resources]).toEqual(['X', ['good']]),
      'a request with a stale nonce is ignored by the server': () => expect(hear(stream, late)).toBe('stale'),
      'only error_detail marks NACK': () => {
        expect(hear(stream, { ...refusal, error: '' })).toBe('ack');
        expect(hear(stream, refusal)).toBe('nack');
      },
      'nonce is per stream and does not survive a reconnect; version does': () => {
        const again = subscribe(client);
        expect([again.version, again.nonce, hear(stream, again)]).toEqual(['X', '', 'opened']);
      },
    };
    expect(Object.keys(rules).sort()).toEqual([...(vectors.rules as string[])].sort());
    for (const check of Object.values(rules)) check();
  });
});
