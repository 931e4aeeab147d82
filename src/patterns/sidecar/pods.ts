/**
 * Names of what is in a pod. A second pod, where there is one, has the same parts on a host of its own,
 * with a 2 behind their names.
 */
export const SECOND = '-2';

/** What comes behind the names of a pod's parts. */
export type PodName = '' | typeof SECOND;
export const PODS: readonly PodName[] = ['', SECOND];

export const podOf = (node: string): PodName => (node.endsWith(SECOND) ? SECOND : '');

/** What a part is in its pod: `app-2` is an `app`. */
export const partOf = (node: string): string => (node.endsWith(SECOND) ? node.slice(0, -SECOND.length) : node);

/** The part of this name in the same pod. */
export const beside = (node: string, part: string): string => (node.endsWith(SECOND) ? `${part}${SECOND}` : part);
