import { KernelError } from './assert.ts';
import { hashName, hashNumber, hashValue, mix } from './hash.ts';
import type { Kernel } from './kernel.ts';
import { EFFECT_BITS } from './kinds.ts';
import type { KernelNode } from './node.ts';
import { CLASS } from './queue.ts';
import type { Command } from './invocation.ts';
import type { Transit } from './trace.ts';

/**
 * Makes what a handler asked for happen, in order. Answers a hash of it all: a program that does
 * anything else in a replay shows at once.
 */
export function commitCommands(kernel: Kernel, node: KernelNode, commands: readonly Command[]): number {
  let hash = commands.length;
  for (let i = 0; i < commands.length; i++) hash = mix(hash, commit(kernel, node, commands[i]!));
  return hash;
}

function commit(kernel: Kernel, node: KernelNode, command: Command): number {
  switch (command.kind) {
    case 'send':
      return send(kernel, node, command);
    case 'cancel':
      node.requests.delete(command.id);
      return hashName('cancel');
    case 'release':
      release(kernel, node, command.id);
      return hashName('release');
    case 'timer':
      return setTimer(kernel, node, command);
    case 'cancelTimer':
      node.timers.delete(command.name);
      return hashName(command.name);
    case 'work': {
      const takesUs = Math.floor((command.takesUs * node.slowPercent) / 100);
      const hash = mix(hashName(command.tag), takesUs | 0);
      kernel.schedule(
        node,
        node,
        kernel.timeUs + takesUs,
        CLASS.work,
        'work',
        kernel.seq,
        hash,
        command.tag,
        command.data,
      );
      return hash;
    }
    case 'diskSet':
    case 'diskAppend':
      node.disk.write(command);
      kernel.effect(
        { kind: 'disk', op: command.kind === 'diskSet' ? 'set' : 'append', key: command.key },
        EFFECT_BITS.disk,
      );
      return mix(hashName(command.key), hashValue(command.value));
    case 'diskTruncate':
      node.disk.write(command);
      kernel.effect({ kind: 'disk', op: 'truncate', key: command.key }, EFFECT_BITS.disk);
      return mix(hashName(command.key), command.length);
    case 'diskDelete':
      node.disk.write(command);
      kernel.effect({ kind: 'disk', op: 'delete', key: command.key }, EFFECT_BITS.disk);
      return hashName(command.key);
    case 'diskSync':
      return sync(kernel, node, command);
    case 'become': {
      const from = node.lanes[command.lane] ?? '';
      if (from === command.to) return 1;
      node.lanes[command.lane] = command.to;
      kernel.effect({ kind: 'become', lane: command.lane, from, to: command.to, why: command.why });
      return mix(hashName(command.lane), hashName(command.to));
    }
    case 'note':
      kernel.effect(command, EFFECT_BITS.note);
      return mix(hashName(command.rule), command.data === undefined ? 0 : hashValue(command.data));
    case 'metric':
      kernel.effect(command, EFFECT_BITS.metric);
      return mix(hashName(command.name), hashNumber(command.value));
    case 'begin':
      node.operations.set(command.op, { name: command.name, beganUs: kernel.timeUs });
      kernel.effect(command, EFFECT_BITS.begin);
      return hashName(command.name);
    case 'end': {
      const operation = node.operations.get(command.op);
      if (operation === undefined) return 2;
      node.operations.delete(command.op);
      kernel.effect(
        {
          kind: 'end',
          op: command.op,
          name: operation.name,
          outcome: command.outcome,
          output: command.output,
          beganUs: operation.beganUs,
        },
        EFFECT_BITS.end,
      );
      return mix(hashName(operation.name), hashName(command.outcome));
    }
  }
}

function send(kernel: Kernel, node: KernelNode, command: Extract<Command, { kind: 'send' }>): number {
  const target = kernel.find(command.to);
  const link = target === undefined ? undefined : kernel.network.between(node.index, target.index);
  if (target === undefined || link === undefined)
    throw new KernelError(
      `No link joins ${node.id} and ${command.to}: a reply goes to a node that the topology does not join.`,
    );
  const { message, answers, request } = command;
  const hash = hashValue(message);
  link.send(kernel.timeUs, message);
  // A duplicated request has an id that ends in ', its answer answers the original.
  const answered = answers === undefined || !answers.request ? undefined : original(answers.id);
  const transit: Transit = {
    id: command.id,
    from: node.id,
    to: target.id,
    message,
    sentUs: kernel.timeUs,
    arriveUs: link.arriveUs,
    lost: link.lost,
    answers: answered,
    request: request !== undefined,
  };
  launch(kernel, node, target, transit, hash, command.count);
  if (link.copyUs >= 0)
    launch(kernel, node, target, { ...transit, id: `${transit.id}'`, arriveUs: link.copyUs }, hash, 0);
  if (answers !== undefined) release(kernel, node, answers.id);
  if (request !== undefined) {
    const timeoutUs = kernel.timeUs + node.clock.trueSpan(request.timeoutUs);
    node.requests.set(command.id, {
      to: target.id,
      type: message.type,
      tag: request.tag,
      data: request.data,
      timeoutUs,
    });
    kernel.schedule(node, node, timeoutUs, CLASS.timer, 'timeout', kernel.seq, hash, command.id);
  }
  return hash;
}

/** Puts one copy of a message on its way. `count`: the sender's, 0 for a second copy. */
export function launch(
  kernel: Kernel,
  from: KernelNode,
  to: KernelNode,
  transit: Transit,
  hash: number,
  count: number,
): void {
  const token = kernel.sendEffect(from, to, transit, count);
  const kind = transit.lost === undefined ? 'deliver' : 'lost';
  kernel.schedule(
    to,
    from,
    transit.arriveUs,
    CLASS.message,
    kind,
    kernel.seq,
    hash,
    undefined,
    undefined,
    token,
    transit,
  );
}

const original = (id: string): string => (id.endsWith("'") ? id.slice(0, id.indexOf("'")) : id);

/** A worker becomes free and takes the next of the queue, in an event of its own. */
function release(kernel: Kernel, node: KernelNode, callId: string): void {
  if (!node.holding.delete(callId)) return;
  if (node.queue.length > 0) kernel.schedule(node, node, kernel.timeUs, CLASS.work, 'take', kernel.seq, 0);
}

function setTimer(kernel: Kernel, node: KernelNode, command: Extract<Command, { kind: 'timer' }>): number {
  const token = ++node.tokens;
  const fireUs = kernel.timeUs + node.clock.trueSpan(command.afterUs);
  const fireSteadyUs = node.clock.steady(kernel.timeUs) + command.afterUs;
  const hash = mix(hashName(command.name), command.data === undefined ? 0 : hashValue(command.data));
  node.timers.set(command.name, { token, fireUs, fireSteadyUs, cause: kernel.seq, data: command.data });
  kernel.schedule(node, node, fireUs, CLASS.timer, 'timer', kernel.seq, hash, command.name, command.data, token);
  return mix(hash, command.afterUs | 0);
}

function sync(kernel: Kernel, node: KernelNode, command: Extract<Command, { kind: 'diskSync' }>): number {
  const takesUs = Math.floor(((node.spec.disk?.syncUs ?? 0) * node.slowSyncPercent) / 100);
  kernel.effect({ kind: 'disk', op: 'sync', key: command.tag }, EFFECT_BITS.disk);
  const hash = hashName(command.tag);
  kernel.schedule(
    node,
    node,
    kernel.timeUs + takesUs,
    CLASS.disk,
    'disk',
    kernel.seq,
    hash,
    command.tag,
    command.data,
    node.disk.beginSync(),
  );
  return hash;
}
