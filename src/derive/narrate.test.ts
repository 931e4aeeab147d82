import { describe, expect, it } from 'vitest';
import { narrateAction } from '../kernel/action-catalogue.ts';
import type { Action } from '../kernel/action.ts';
import type { EventKind, TraceEvent } from '../kernel/trace.ts';
import { headline, narrate } from './narrate.ts';
import { TEST_PATTERN, TEST_TOPOLOGY } from './testing-pattern.ts';
import { traceOf } from './testing.ts';
import { nameIds, roleNames } from './words.ts';

const told = (diagram: string, tell = narrate): string => tell(traceOf(diagram).at(-1)!, TEST_PATTERN, TEST_TOPOLOGY);

const sent = '0 timer client | send client#7 Ping client>breaker +10';
const action = (body: Action, kind: EventKind = 'action'): TraceEvent => ({
  seq: 0,
  timeUs: body.atUs,
  kind,
  node: '',
  cause: -1,
  action: body,
  effects: [],
});

describe('narrate', () => {
  it.each([
    [
      'a delivery in the words of the pattern',
      `${sent}\n10 deliver breaker ~client#7`,
      'Shoppers sends Ping to payment breaker.',
    ],
    ['a wait', `${sent}\n10 wait breaker ~client#7`, 'Ping #7 waits at payment breaker: all workers are busy.'],
    ['taking from the queue', `${sent}\n10 take breaker ~client#7`, 'Payment breaker takes Ping #7 from its queue.'],
    ['a full queue', `${sent}\n10 overflow breaker ~client#7`, 'Payment breaker refuses Ping #7: its queue is full.'],
    [
      'a timeout',
      `${sent}\n10 timeout client ~client#7`,
      'Shoppers gives up waiting for an answer to Ping #7 from payment breaker.',
    ],
    [
      'a late answer',
      `${sent}\n10 late breaker ~client#7`,
      'Ping #7 comes too late: payment breaker no longer waits for it.',
    ],
    [
      'a cut link',
      `${sent}\n5 lost breaker ~client#7 | lose client#7 cut`,
      'Ping #7 from Shoppers to payment breaker is lost: the link is cut.',
    ],
    [
      'a dead receiver',
      `${sent}\n5 lost breaker ~client#7 | lose client#7 down`,
      'Ping #7 from Shoppers to payment breaker is lost: payment breaker is down.',
    ],
    [
      'a boot',
      '0 start breaker | status breaker up | become main >closed start',
      'Payment breaker starts. Payment breaker begins as closed.',
    ],
    [
      'a timer with a change',
      '9 timer breaker :openElapsed | become main open>halfOpen 5 s have passed',
      'Payment breaker: the timer “open elapsed” is due. Payment breaker is now half-open: 5 s have passed.',
    ],
    [
      'another lane',
      '9 timer breaker :tick | become peer-b idle>sending nothing acknowledged',
      'Payment breaker: the timer “tick” is due. Payment breaker, peer b, is sending: nothing acknowledged.',
    ],
    [
      'a program that throws',
      '9 timer breaker :tick | status breaker down Error: no handler',
      'Payment breaker: the timer “tick” is due. Payment breaker crashes: Error: no handler.',
    ],
    ['a command', '9 command client :order', 'One more order is placed by hand.'],
    ['a mode', '9 mode server :hang | mode server hang', 'Payment gateway hangs.'],
    [
      'a rule that fired',
      '9 timer breaker :tick | note notPermitted the call is not permitted',
      'Payment breaker: the timer “tick” is due. Payment breaker: the call is not permitted.',
    ],
  ])('tells %s', (_, diagram, expected) => {
    expect(told(diagram)).toBe(expected);
  });

  it('finds what a timeout was about, where only its id is given', () => {
    const [send, timeout] = traceOf(
      '0 timer client | send client#7 Ping client>breaker +10 ?\n9 timeout client :client#7',
    ) as [TraceEvent, TraceEvent];
    const [effect] = send.effects;
    const find = () => (effect?.kind === 'send' ? effect.transit : undefined);
    expect(narrate(timeout, TEST_PATTERN, TEST_TOPOLOGY, find)).toBe(
      'Shoppers gives up waiting for an answer to Ping #7 from payment breaker.',
    );
    expect(narrate(timeout, TEST_PATTERN, TEST_TOPOLOGY)).toBe('Shoppers gives up waiting for an answer.');
  });

  it('tells what a person did and when it ends by itself', () => {
    expect(
      narrate(
        action({ kind: 'mode', node: 'server', mode: 'hang', atUs: 5, forUs: 6_000_000 }),
        TEST_PATTERN,
        TEST_TOPOLOGY,
      ),
    ).toBe('Payment gateway hangs for 6 s.');
    expect(
      narrate(
        action({ kind: 'cut', a: 'client', b: 'breaker', atUs: 5, forUs: 1 }, 'repair'),
        TEST_PATTERN,
        TEST_TOPOLOGY,
      ),
    ).toBe('The link between Shoppers and payment breaker is healed.');
    expect(
      narrate(action({ kind: 'clockJump', node: 'server', byUs: 500_000, atUs: 5 }), TEST_PATTERN, TEST_TOPOLOGY),
    ).toMatch(/^The clock of Payment gateway jumps forward/);
  });

  it('tells a dial with its unit, and where it stands again when a change of it is over', () => {
    const rush = { kind: 'set', setting: 'waitMs', value: 900, atUs: 5, forUs: 2_000_000 } as const;
    expect(narrate(action(rush), TEST_PATTERN, TEST_TOPOLOGY)).toBe('Wait while open: 900 ms for 2 s.');
    const over = action(rush, 'repair');
    const back = { ...over, effects: [{ kind: 'setting', setting: 'waitMs', value: 500 } as const] };
    expect(narrate(back, TEST_PATTERN, TEST_TOPOLOGY)).toBe('Wait while open: 500 ms again.');
  });
});

describe('headline', () => {
  it('is what began where only a timer was due, but not in place of a message', () => {
    const begun = (head: string): TraceEvent => ({
      ...traceOf(head).at(-1)!,
      effects: [{ kind: 'begin', op: 'client:1', name: 'placeOrder' }],
    });
    expect(headline(begun('9 timer client :arrive'), TEST_PATTERN, TEST_TOPOLOGY)).toBe(
      'Shoppers begins: place order.',
    );
    expect(headline(begun(`${sent}\n10 deliver breaker ~client#7`), TEST_PATTERN, TEST_TOPOLOGY)).toBe(
      'Shoppers sends Ping to payment breaker.',
    );
    expect(narrate(begun(`${sent}\n10 deliver breaker ~client#7`), TEST_PATTERN, TEST_TOPOLOGY)).toBe(
      'Shoppers sends Ping to payment breaker. Payment breaker begins: place order.',
    );
  });

  it('is the change where something changed', () => {
    expect(
      told(
        '9 timer breaker :tick | note counted one more | become main closed>open failure rate 62 % of 16 calls',
        headline,
      ),
    ).toBe('Payment breaker opens: failure rate 62 % of 16 calls.');
  });

  it('is the violation before everything else', () => {
    expect(
      told(
        '9 timer breaker :tick | become main closed>open x | verdict once violated order 3 was charged twice',
        headline,
      ),
    ).toBe('“One charge per order” is broken: order 3 was charged twice.');
  });

  it('is what happened where nothing came of it', () => {
    expect(told(`${sent}\n10 deliver breaker ~client#7`, headline)).toBe('Shoppers sends Ping to payment breaker.');
    expect(told(sent, headline)).toBe('Shoppers sends Ping to payment breaker.');
    expect(told('0 start breaker | become main >closed start', headline)).toBe('Payment breaker starts.');
  });
});

it('says of every node of a role that none does something', () => {
  const server = (id: string) => ({ id, program: 'server', label: id });
  const topology = { nodes: [server('s1'), server('s2')], links: [] };
  const pattern = { ...TEST_PATTERN, modes: { hang: { label: 'does not answer', tone: 'bad' as const } } };
  const hang = (node: string) => action({ kind: 'mode', node, mode: 'hang', atUs: 5, forUs: 2_000_000 });
  expect(narrate(hang('@role:server'), pattern, topology)).toBe('No server answers for 2 s.');
  expect(narrate(hang('s1'), pattern, topology)).toBe('S1 does not answer for 2 s.');
});

it('calls nodes by their names in what programs wrote, but takes no word for a node', () => {
  const node = (id: string, label: string) => ({ id, program: 'shard', label });
  const topology = {
    nodes: [node('shard-d', 'Shard D'), node('router', 'Router'), node('n1', 'Replica 1')],
    links: [],
  };
  expect(nameIds('the router asks shard-d, n1 and shard-d2: {n10}, pre-n1', topology)).toBe(
    'the router asks Shard D, Replica 1 and shard-d2: {n10}, pre-n1',
  );
  expect(nameIds('nobody', { nodes: [], links: [] })).toBe('nobody');
});

it('calls the nodes of a role by their role, and the only one by its name', () => {
  const topology = {
    nodes: [
      { id: 'd', program: 'directory', label: 'Directory' },
      { id: 'a', program: 'shardNode', label: 'Shard A' },
      { id: 'b', program: 'shardNode', label: 'Shard B' },
    ],
    links: [],
  };
  const names = roleNames(topology);
  expect(names('directory')).toBe('Directory');
  expect(names('shardNode')).toBe('every shard node');
  expect(narrateAction({ kind: 'pause', node: '@role:directory' }, { node: (id) => id, role: names })).toBe(
    'Directory stands still.',
  );
});
