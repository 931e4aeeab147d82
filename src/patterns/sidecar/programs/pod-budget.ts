import { partOf } from '../pods.ts';
import type { Claim } from './cpu.ts';
import type { Node } from './container.ts';

/** Requests and limits in the pod's specification. The application has no ceiling but the pod's. */
interface Resources {
  readonly requestMilli: number;
  readonly cpuDial: string;
  readonly memoryDial: string;
}

const RESOURCES: Readonly<Record<string, Resources>> = {
  app: { requestMilli: 500, cpuDial: '', memoryDial: '' },
  proxy: { requestMilli: 100, cpuDial: '', memoryDial: '' },
  watcher: { requestMilli: 20, cpuDial: '', memoryDial: '' },
  shipper: { requestMilli: 100, cpuDial: 'shipper.cpuLimitMilli', memoryDial: 'shipper.memoryLimitMb' },
};

const hasLimits = (node: Node): boolean => node.settings['pod.limits'] === true;
const dial = (node: Node, key: string): number => (key === '' ? 0 : Number(node.settings[key]));

/** Without requests and limits all containers weigh the same, and none has a ceiling. */
export function claimOf(node: Node, name: string, demandMilli: number): Claim {
  const { requestMilli, cpuDial } = RESOURCES[partOf(name)]!;
  return hasLimits(node)
    ? { demandMilli, weight: requestMilli, limitMilli: dial(node, cpuDial) }
    : { demandMilli, weight: 100, limitMilli: 0 };
}

/**
 * Whom the kernel kills: a container above its own limit; otherwise, when the pod as a whole is above
 * its budget, the one that holds most, whoever asked for more. Empty: nobody.
 */
export function overLimit(node: Node, usage: readonly { readonly name: string; readonly memoryKb: number }[]): string {
  if (hasLimits(node)) {
    const above = usage.find(({ name, memoryKb }) => {
      const limitMb = dial(node, RESOURCES[partOf(name)]!.memoryDial);
      return limitMb > 0 && memoryKb > limitMb * 1_000;
    });
    if (above) return above.name;
  }
  const totalKb = usage.reduce((sum, { memoryKb }) => sum + memoryKb, 0);
  if (totalKb <= dial(node, 'pod.memoryMb') * 1_000) return '';
  return usage.reduce((most, each) => (each.memoryKb > most.memoryKb ? each : most)).name;
}
