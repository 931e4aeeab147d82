import type { KubeletState } from '../programs/kubelet-state.ts';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { beside, PODS, podOf, partOf, type PodName } from '../pods.ts';

/** The pods that there are in this scene. */
export const podsIn = ({ topology }: Pick<BoardProps, 'topology'>): PodName[] =>
  PODS.filter((pod) => topology.nodes.some((node) => node.id === `app${pod}`));

function ofPod<T>(all: Readonly<Record<string, T>>, pod: PodName): Record<string, T> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([id, each]) => (podOf(id) === pod ? [[partOf(id), each]] : [])),
  );
}

/** The board as if this pod were the only one: its parts under the names that they have in any pod. */
export function boardOf(board: BoardProps, pod: PodName): BoardProps {
  if (pod === '') return board;
  const nodes = ofPod(board.nodes, pod);
  const kubelet = nodes['kubelet'];
  const state = (kubelet?.state ?? null) as unknown as KubeletState | null;
  if (kubelet && state)
    nodes['kubelet'] = {
      ...kubelet,
      state: {
        ...state,
        containers: ofPod(state.containers, pod),
        cpuMilli: ofPod(state.cpuMilli, pod),
      } as unknown as typeof kubelet.state,
    };
  return {
    ...board,
    nodes,
    scene: { ...board.scene, nodes: ofPod(board.scene.nodes, pod) },
    selected: board.selected !== null && podOf(board.selected) === pod ? partOf(board.selected) : null,
    select: (id) => board.select(beside(pod, id)),
  };
}
