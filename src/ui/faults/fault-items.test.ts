import { describe, expect, it } from 'vitest';
import type { Scene, SceneNode } from '../../derive/types.ts';
import type { LinkState } from '../../kernel/trace.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { faultGroups, underWay, type FaultGroup } from './fault-items.ts';

const topology: Topology = {
  nodes: [
    { id: 'order', program: 'order', label: 'Order service', pod: 'shop' },
    { id: 'breaker', program: 'breaker', label: 'Breaker', pod: 'shop' },
    { id: 'gateway', program: 'gateway', label: 'Gateway', disk: { syncUs: 10 } },
  ],
  links: [
    { a: 'order', b: 'breaker', channel: 'local', latency: { kind: 'fixed', us: 1 } },
    { a: 'breaker', b: 'gateway', channel: 'datagram', latency: { kind: 'fixed', us: 1 } },
  ],
};

const pattern = {
  programs: { gateway: { modes: ['ok', 'hang', 'error'] }, order: {}, breaker: {} },
  modes: {
    ok: { label: 'answers', tone: 'ok' },
    hang: { label: 'hangs', tone: 'bad' },
    error: { label: 'answers with errors', tone: 'bad' },
  },
  commands: { placeOrder: { program: 'order', label: 'Place an order', narrate: '' } },
} as unknown as ShownPattern;

const node = (part: Partial<SceneNode> = {}): SceneNode => ({
  status: 'up',
  statusSinceUs: 0,
  mode: '',
  modeSinceUs: 0,
  lanes: {},
  laneSinceUs: {},
  metrics: {},
  busy: 0,
  queued: 0,
  conditions: {},
  lastSeq: 0,
  ...part,
});

const scene = (nodes: Readonly<Record<string, Partial<SceneNode>>> = {}, links: Scene['links'] = {}): Scene => ({
  seq: 0,
  timeUs: 0,
  nodes: Object.fromEntries(topology.nodes.map(({ id }) => [id, node(nodes[id])])),
  links,
  settings: {},
});

const names = (groups: readonly FaultGroup[]): Record<string, string[]> =>
  Object.fromEntries(groups.map((group) => [group.name, group.items.map((item) => item.id)]));
const gateway = { kind: 'node', id: 'gateway' } as const;
const link = { kind: 'link', a: 'breaker', b: 'gateway' } as const;
const state: LinkState = { cut: false, addUs: 0, lossPpm: 0, duplicatePpm: 0, reorderPpm: 0, bytesPerSecond: 0 };

describe('faultGroups of a node', () => {
  it('offers modes in the words of the pattern, process, network, clock and disk', () => {
    const groups = faultGroups(gateway, { pattern, topology, scene: scene() });
    expect(names(groups)).toEqual({
      Behaviour: ['mode-hang', 'mode-error'],
      Process: ['crash', 'crash-unsynced', 'pause', 'slow'],
      Network: ['partition'],
      Clock: ['clockJump', 'clockOffset', 'clockDrift'],
      Disk: ['diskFull', 'slowSync'],
    });
    expect(groups[0]!.items[0]).toMatchObject({
      label: 'Hangs',
      tone: 'fault',
      lasting: true,
      body: { kind: 'mode', node: 'gateway', mode: 'hang' },
    });
  });

  it('offers the way back where a fault is on', () => {
    const groups = names(
      faultGroups(gateway, {
        pattern,
        topology,
        scene: scene({
          gateway: { mode: 'hang', conditions: { slow: 400, clockDrift: 100, diskFull: 1, slowSync: 500 } },
        }),
      }),
    );
    expect(groups['Behaviour']).toEqual(['mode-ok', 'mode-error']);
    expect(groups['Process']).toContain('end-slow');
    expect(groups['Clock']).toContain('end-clockDrift');
    expect(groups['Disk']).toEqual(['end-diskFull', 'end-slowSync']);
  });

  it('only restarts what is down, and resumes what is paused', () => {
    expect(
      names(faultGroups(gateway, { pattern, topology, scene: scene({ gateway: { status: 'down' } }) }))['Process'],
    ).toEqual(['restart']);
    const paused = names(faultGroups(gateway, { pattern, topology, scene: scene({ gateway: { status: 'paused' } }) }));
    expect(paused['Process']?.[0]).toBe('resume');
    expect(paused['Process']).not.toContain('pause');
    expect(paused['Behaviour']).toBeUndefined();
  });

  it('offers the commands of its own program, and its pod', () => {
    const groups = faultGroups(
      { kind: 'node', id: 'order' },
      { pattern, topology, scene: scene({ breaker: { status: 'down' } }) },
    );
    expect(names(groups)).toMatchObject({ 'Ask it to': ['command-placeOrder'], Pod: ['killPod', 'restartPod'] });
    const partition = groups.find((group) => group.name === 'Network')!.items[0]!.body;
    expect(partition).toEqual({ kind: 'partition', groups: [['order', 'breaker'], ['gateway']] });
  });

  it('answers nothing for a node that is not there', () => {
    expect(faultGroups({ kind: 'node', id: 'gone' }, { pattern, topology, scene: scene() })).toEqual([]);
  });
});

describe('faultGroups of a link', () => {
  it('cuts both ways or one, degrades, and partitions', () => {
    expect(names(faultGroups(link, { pattern, topology, scene: scene() }))).toEqual({
      Cut: ['cut', 'cut-breaker', 'cut-gateway'],
      Degrade: ['latency', 'loss', 'duplicates', 'reorder', 'bandwidth'],
      Partition: ['partition-breaker', 'partition-gateway'],
    });
  });

  it('heals what is cut in either direction and ends what is on', () => {
    const groups = names(
      faultGroups(link, {
        pattern,
        topology,
        scene: scene({}, { 'gateway>breaker': { ...state, cut: true, lossPpm: 5 } }),
      }),
    );
    expect(groups['Cut']).toEqual(['heal']);
    expect(groups['Degrade']).toContain('end-loss');
  });

  it('leaves links inside a pod alone', () => {
    expect(faultGroups({ kind: 'link', a: 'breaker', b: 'order' }, { pattern, topology, scene: scene() })).toEqual([]);
  });
});

describe('faultGroups of a message', () => {
  const flight = {
    transit: { id: 'order#1', from: 'order', to: 'gateway', message: { type: 'x' }, sentUs: 0, arriveUs: 9 },
    sentSeq: 4,
    sentUs: 0,
    endUs: 9,
    endSeq: 8,
    lost: null,
  };

  it('touches only a message that is under way', () => {
    expect([3, 4, 7, 8].map((seq) => underWay(flight, seq))).toEqual([false, true, true, false]);
    expect(underWay({ ...flight, endSeq: -1 }, 100)).toBe(true);
    const at = (cursorSeq: number) =>
      names(faultGroups({ kind: 'message', id: 'order#1' }, { pattern, topology, scene: scene(), flight, cursorSeq }));
    expect(at(5)).toEqual({ Message: ['dropMessage', 'delayMessage', 'duplicateMessage', 'deliverMessage'] });
    expect(at(9)).toEqual({});
  });
});
