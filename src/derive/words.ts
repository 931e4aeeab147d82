import type { SettingValue } from '../kernel/program.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import type { SettingSpec } from '../scenario/scenario.ts';
import type { Topology } from '../kernel/topology.ts';
import type { Transit } from '../kernel/trace.ts';

const labelsOf = new WeakMap<Topology, ReadonlyMap<string, string>>();

/** Answers labels for node ids; an id that the topology does not have stays as it is. */
export function nodeNames(topology: Topology): (node: string) => string {
  let labels = labelsOf.get(topology);
  if (!labels) {
    labels = new Map(topology.nodes.map((node) => [node.id, node.label]));
    labelsOf.set(topology, labels);
  }
  const known = labels;
  return (node) => known.get(node) ?? node;
}

const idsOf = new WeakMap<Topology, RegExp | null>();

/** Puts labels for the ids of nodes in a sentence, where they cannot be words of it: `shard-d` can not, `router` can. */
export function nameIds(text: string, topology: Topology): string {
  let ids = idsOf.get(topology);
  if (ids === undefined) {
    const found = topology.nodes.map(({ id }) => id).filter((id) => /^[\w-]*[\d-][\w-]*$/u.test(id));
    ids = found.length === 0 ? null : new RegExp(`(?<![\\w-])(?:${found.join('|')})(?![\\w-])`, 'gu');
    idsOf.set(topology, ids);
  }
  return ids === null ? text : text.replace(ids, nodeNames(topology));
}

/** How all nodes of a role are called: where there is only one, by its name. */
export function roleNames(topology: Topology): (role: string) => string {
  return (role) => {
    const [first, second] = topology.nodes.filter(({ program }) => program === role);
    return first !== undefined && second === undefined ? first.label : `every ${spelled(role)}`;
  };
}

/** `Charge #212`: the message's label with its sender's count. */
export function messageName(transit: Transit, pattern: ShownPattern): string {
  const count = transit.id.slice(transit.id.lastIndexOf('#'));
  return `${pattern.messages[transit.message.type]?.label ?? transit.message.type} ${count}`;
}

/** The message in one sentence, as its pattern tells it. */
export function messageSentence(transit: Transit, pattern: ShownPattern, names: (node: string) => string): string {
  const meta = pattern.messages[transit.message.type];
  return meta
    ? meta.narrate(transit, names)
    : `${transit.message.type} goes from ${names(transit.from)} to ${names(transit.to)}.`;
}

/** A setting's value as it stands in a sentence: `5000 ms`, `on`, the label of a choice. */
export function settingText(spec: SettingSpec, value: SettingValue): string {
  if (spec.type === 'switch') return value === true ? 'on' : 'off';
  if (spec.type === 'choice') return spec.options.find((option) => option.value === value)?.label ?? String(value);
  // As everywhere: `60/s`, and `60 ms`.
  return `${String(value)}${/^(?:\/|$)/.test(spec.unit) ? '' : ' '}${spec.unit}`;
}

/** `openElapsed`, `open-elapsed` → `open elapsed`: names from programs as people read them. */
export const spelled = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_:]+/g, ' ')
    .toLowerCase();

export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Upper case at the start, one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return `${capitalised(trimmed).replace(/\.+$/, '')}.`;
}

/** What comes after a colon: no capital of its own where it begins an ordinary word, no full stop. */
export const clause = (text: string): string => text.trim().replace(/\.+$/, '');
