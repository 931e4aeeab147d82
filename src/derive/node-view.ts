import { driftParts } from '../kernel/action-catalogue.ts';
import type { SettingValue, Settings } from '../kernel/program.ts';
import { US_PER_S, type Us } from '../kernel/time.ts';
import type { NodeSpec } from '../kernel/topology.ts';
import type { ColourToken, ShownPattern } from '../pattern-kit/pattern.ts';
import { stateLabel } from './narrate.ts';
import { spanText } from './time-text.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { UNBORN } from './scenes.ts';
import type { Scene, SceneNode } from './types.ts';

/** Everything a node shows that changes with time. Flat, so that it can be compared field by field. */
export interface NodeView {
  /** Where its state machine stands; empty where it has none, is down, or would call well what is in trouble. */
  readonly state: string;
  readonly stateColour: ColourToken;
  /** The live figure of its role; may be empty. */
  readonly figure: string;
  readonly busy: number;
  readonly queued: number;
  /** 0 where it has no limit. */
  readonly workers: number;
  readonly queueLimit: number;
  /** What is wrong with it, in words and since when; empty where nothing is. */
  readonly trouble: string;
  readonly tone: 'bad' | 'warn' | 'none';
  /** Drawn hatched: it does not do its work as it should. */
  readonly hatched: boolean;
  readonly down: boolean;
  /** Error of the program that threw or hung; empty else. */
  readonly error: string;
}

const sinceText = (us: Us): string => `since ${(us / US_PER_S).toFixed(1)} s`;
const signed = (value: number): string => (value < 0 ? `−${-value}` : `+${value}`);

/** A node-wide fault in a few words: `slow ×4`. */
export function conditionText(name: string, value: number): string {
  switch (name) {
    case 'slow':
      return `slow ×${value / 100}`;
    case 'slowSync':
      return `slow disk ×${value / 100}`;
    case 'diskFull':
      return 'disk full';
    case 'clockDrift':
      return `clock ${signed(driftParts(value).count)} ${driftParts(value).unit}`;
    case 'clockOffset':
      return `clock ${value < 0 ? '−' : '+'}${spanText(Math.abs(value))}`;
    default:
      return `${name} ${value}`;
  }
}

/** All settings in force: what the run began with, and what was changed on the way. */
export function settingsAt(base: Settings, scene: Scene): Settings {
  let merged = mergedSettings.get(scene.settings);
  if (merged?.base !== base) {
    merged = { base, settings: { ...base, ...scene.settings } };
    mergedSettings.set(scene.settings, merged);
  }
  return merged.settings;
}
const mergedSettings = new WeakMap<object, { readonly base: Settings; readonly settings: Settings }>();

/** What a run begins with: the pattern's defaults, the preset's values over them, the scenario's own over those. */
export function baseSettings(pattern: ShownPattern, scenario: Pick<Scenario, 'preset' | 'settings'>): Settings {
  const settings: Record<string, SettingValue> = {};
  for (const key in pattern.settings) settings[key] = pattern.settings[key]!.default;
  return {
    ...settings,
    ...pattern.experiments.find(({ id }) => id === scenario.preset)?.settings,
    ...scenario.settings,
  };
}

interface Trouble {
  readonly text: string;
  readonly tone: NodeView['tone'];
  readonly hatched: boolean;
}

function troubleOf(node: SceneNode, normalMode: string, pattern: ShownPattern): Trouble {
  const words: string[] = [];
  if (node.status === 'down') return { text: `down ${sinceText(node.statusSinceUs)}`, tone: 'bad', hatched: true };
  const isPaused = node.status === 'paused';
  if (isPaused) words.push(`paused ${sinceText(node.statusSinceUs)}`);
  let tone: NodeView['tone'] = isPaused ? 'warn' : 'none';
  let hatched = isPaused;
  if (node.mode !== '' && node.mode !== normalMode) {
    const meta = pattern.modes[node.mode];
    const modeTone = meta?.tone ?? 'warn';
    if (modeTone !== 'ok') {
      words.push(`${meta?.label ?? node.mode} ${sinceText(node.modeSinceUs)}`);
      tone = modeTone;
      hatched = true;
    }
  }
  for (const [name, value] of Object.entries(node.conditions)) {
    words.push(conditionText(name, value));
    if (tone === 'none') tone = 'warn';
  }
  return { text: words.join(' · '), tone, hatched };
}

/** What one node shows in a scene. */
export function nodeView(spec: NodeSpec, scene: Scene, pattern: ShownPattern, base: Settings): NodeView {
  const node = scene.nodes[spec.id] ?? UNBORN;
  const role = pattern.roles[spec.program];
  const main = node.lanes['main'] ?? '';
  const machine = role?.machine?.states.find(({ id }) => id === main);
  const down = node.status === 'down';
  const trouble = troubleOf(node, pattern.programs[spec.program]?.modes?.[0] ?? '', pattern);
  return {
    state:
      role?.machine && main !== '' && !down && !(trouble.hatched && machine?.colour === 'ok')
        ? stateLabel(pattern, spec.program, main)
        : '',
    stateColour: machine?.colour ?? 'quiet',
    figure: down
      ? ''
      : (role?.figure?.({
          metrics: node.metrics,
          lanes: node.lanes,
          mode: node.mode,
          busy: node.busy,
          queued: node.queued,
          settings: settingsAt(base, scene),
        }) ?? ''),
    busy: node.busy,
    queued: node.queued,
    workers: spec.capacity?.workers ?? 0,
    queueLimit: spec.capacity?.queueLimit ?? 0,
    trouble: trouble.text,
    tone: trouble.tone,
    hatched: trouble.hatched,
    down,
    error: node.error ?? '',
  };
}

/** The node in words, for those who do not see it. */
export function describeNode(spec: NodeSpec, view: NodeView, pattern: ShownPattern): string {
  const role = pattern.roles[spec.program];
  const parts = [
    role && role.label.toLowerCase() !== spec.label.toLowerCase()
      ? `${spec.label}, ${role.label.toLowerCase()}`
      : spec.label,
  ];
  if (role?.external) parts.push('outside our control');
  if (view.state !== '' && !view.figure.toLowerCase().startsWith(view.state.toLowerCase())) parts.push(view.state);
  if (view.figure !== '') parts.push(view.figure);
  if (view.workers > 0) parts.push(`${view.busy} of ${view.workers} workers busy`);
  if (view.queued > 0) parts.push(`${view.queued} waiting`);
  if (view.trouble !== '') parts.push(view.trouble);
  if (view.error !== '') parts.push(view.error);
  return parts.join(', ');
}
