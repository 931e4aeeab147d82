import { nodeView, type NodeView } from '../../derive/node-view.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { FinishedRun } from './scene-run.ts';

/** How much of a run a miniature plays. */
const STRETCH_US = seconds(5);
/** A run is looked at this often. */
const STEP_US = ms(250);
/** A message that is lost or refused shows less than a part that stands still, and there are many of them. */
const MOST_LOSSES = 4;
const LOSS_WEIGHT = 0.5;

/** All hands are busy and somebody waits. */
export const isFull = ({ workers, busy, queued }: Pick<NodeView, 'workers' | 'busy' | 'queued'>): boolean =>
  workers > 0 && busy >= workers && queued > 0;

/** The stretch of a run in which most is wrong, from a moment on at which it shows. */
export function troubledStretch(run: FinishedRun, untilUs: Us): { readonly fromUs: Us; readonly toUs: Us } {
  const scores: number[] = [];
  for (let atUs = 0; atUs <= untilUs; atUs += STEP_US) scores.push(troubleAt(run, atUs));
  const length = Math.min(scores.length, STRETCH_US / STEP_US);
  let best = { from: 0, sum: -1 };
  for (let from = 0; from + length <= scores.length; from++) {
    // It begins with something to see.
    if (scores[from] === 0 && from > 0) continue;
    const sum = scores.slice(from, from + length).reduce((all, score) => all + score, 0);
    if (sum > best.sum) best = { from, sum };
  }
  const fromUs = best.from * STEP_US;
  return { fromUs, toUs: Math.min(untilUs, fromUs + STRETCH_US) };
}

function troubleAt({ index, topology, pattern, settings }: FinishedRun, atUs: Us): number {
  const scene = index.sceneAt(index.seqAt(atUs));
  const parts = topology.nodes.filter((spec) => {
    const view = nodeView(spec, scene, pattern, settings);
    return view.trouble !== '' || view.stateColour === 'bad' || view.stateColour === 'warn' || isFull(view);
  });
  return parts.length + LOSS_WEIGHT * Math.min(MOST_LOSSES, index.losses(atUs - STEP_US, atUs).length);
}
