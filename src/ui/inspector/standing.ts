import { stateLabel } from '../../derive/narrate.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import type { ColourToken } from '../../pattern-kit/pattern.ts';
import type { Here } from './use-scene.ts';

export interface Standing {
  readonly text: string;
  readonly tone: ColourToken;
}

/** The one word that says how it stands: down or paused before anything else, then what is wrong with it, then its state. */
export function standingOf(spec: NodeSpec, here: Here): Standing | null {
  const live = here.scene.nodes[spec.id];
  if (live === undefined) return null;
  if (live.status === 'down') return { text: 'down', tone: 'bad' };
  if (live.status === 'paused') return { text: 'paused', tone: 'warn' };
  const mode = here.pattern.modes[live.mode];
  const normal = here.pattern.programs[spec.program]?.modes?.[0];
  if (mode !== undefined && live.mode !== normal && mode.tone !== 'ok') return { text: mode.label, tone: mode.tone };
  const state = live.lanes['main'] ?? '';
  if (state !== '') {
    const drawn = here.pattern.roles[spec.program]?.machine?.states.find((candidate) => candidate.id === state);
    return {
      text: stateLabel(here.pattern, spec.program, state),
      tone: drawn?.colour ?? here.pattern.laneColours[`main ${state}`] ?? 'quiet',
    };
  }
  return mode === undefined ? { text: 'up', tone: 'ok' } : { text: mode.label, tone: mode.tone };
}
