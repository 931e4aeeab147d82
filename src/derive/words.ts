import type { ActionNames } from '../kernel/action-catalogue.ts';
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

/** How all nodes of a role are called: where there is only one, by its name. */
export function roleNames(topology: Topology): (role: string) => string {
  return (role) => {
    const [first, second] = topology.nodes.filter(({ program }) => program === role);
    return first !== undefined && second === undefined ? first.label : `every ${spelled(role)}`;
  };
}

/** Everything that turns the ids in an action into what people read. */
export function actionNames(pattern: ShownPattern, topology: Topology): ActionNames {
  return {
    node: nodeNames(topology),
    role: roleNames(topology),
    mode: (mode) => pattern.modes[mode]?.label ?? `switches to ${mode}`,
    command: (command) => pattern.commands[command]?.label ?? spelled(command),
    setting: (key) => pattern.settings[key]?.label ?? key,
    value(key, value) {
      const spec = pattern.settings[key];
      return spec === undefined ? String(value) : settingText(spec, value);
    },
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

/** Upper case at the start, one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return `${trimmed.slice(0, 1).toUpperCase()}${trimmed.slice(1).replace(/\.+$/, '')}.`;
}

/** What comes after a colon: no capital of its own where it begins an ordinary word, no full stop. */
export const clause = (text: string): string => text.trim().replace(/\.+$/, '');
