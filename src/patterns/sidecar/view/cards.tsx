import type { CSSProperties, ReactElement, ReactNode } from 'react';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import type { KubeletState, Watched } from '../programs/kubelet-state.ts';
import type { ShipperState } from '../programs/shipper.ts';
import type { VolumeState } from '../programs/volume.ts';
import type { XdsClient } from '../programs/xds.ts';
import { kilobytes, PHASE_WORDS, TEXT, toneOfPhase } from './marks.tsx';

const cell: CSSProperties = {
  padding: '2px 8px 2px 0',
  textAlign: 'left',
  fontWeight: 400,
  fontSize: 'var(--text-sm)',
};
const head: CSSProperties = { ...cell, color: 'var(--mute)' };

function Table({
  caption,
  heads,
  rows,
}: {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}): ReactElement {
  return (
    <table style={{ borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums' }}>
      <caption style={{ ...head, captionSide: 'top' }}>{caption}</caption>
      <thead>
        <tr>
          {heads.map((text) => (
            <th key={text} scope="col" style={head}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((item, k) => (
              <td key={heads[k]} style={cell}>
                {item}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const MOST_ROWS = 8;

function ShipperCard({ state }: { readonly state: ShipperState }): ReactElement {
  const { books, chunks, memory, storageKb } = state.buffers;
  const shown = chunks.slice(0, MOST_ROWS);
  return (
    <>
      <Table
        caption="Its own books, lines since this process began"
        heads={['read', 'delivered', 'dropped', 'in memory', 'on disk']}
        rows={[[books.read, books.delivered, books.dropped, memory.usedKb, storageKb]]}
      />
      {chunks.length > 0 && (
        <Table
          caption={`${chunks.length} chunks, oldest first${chunks.length > MOST_ROWS ? `; ${MOST_ROWS} are shown` : ''}`}
          heads={['orders', 'kB', 'state', 'retries']}
          rows={shown.map((chunk) => [
            `${chunk.orders[0]} to ${chunk.orders.at(-1)}`,
            chunk.kb,
            chunk.state,
            chunk.retries,
          ])}
        />
      )}
    </>
  );
}

const isUnready = ({ phase, ready }: Watched): boolean => phase === 'RUNNING' && !ready;

/** Failed probes in a row, of either kind; nothing where there are none. */
function probesOf({ failedProbes, failedReady }: Watched): string {
  const alive = failedProbes > 0 ? `, ${failedProbes}× not alive` : '';
  return failedReady > 0 ? `${alive}, ${failedReady}× not ready` : alive;
}

function KubeletCard({ state }: { readonly state: KubeletState }): ReactElement {
  return (
    <Table
      caption="Containers, in the order in which they start"
      heads={['container', 'is', 'restarts', 'CPU given', 'memory']}
      rows={Object.entries(state.containers).map(([name, watched]) => [
        name,
        <span key="is" style={{ color: TEXT[isUnready(watched) ? 'warn' : toneOfPhase(watched.phase)] }}>
          {isUnready(watched) ? 'not ready' : (PHASE_WORDS[watched.phase] ?? 'not heard of')}
          {probesOf(watched)}
        </span>,
        watched.restarts,
        `${state.cpuMilli[name] ?? 0}m`,
        kilobytes(watched.memoryKb),
      ])}
    />
  );
}

function VolumeCard({ state }: { readonly state: VolumeState }): ReactElement {
  return (
    <Table
      caption={`Log files, oldest first; ${kilobytes(state.usedKb)} in all`}
      heads={['file', 'kB', 'orders']}
      rows={state.files.map((file) => [file.no, file.kb, file.entries.length])}
    />
  );
}

function XdsCard({ xds }: { readonly xds: XdsClient }): ReactElement {
  return (
    <Table
      caption="Subscription"
      heads={[xds.names, xds.version === '' ? 'none in use' : `${xds.version} in use`]}
      rows={[
        ['resources', xds.resources.join(', ') || 'none'],
        ['nonce of the stream', xds.nonce || 'no answer yet'],
        ['last refusal', xds.error || 'none'],
      ]}
    />
  );
}

/** In the inspector: what this node holds, in the words of its trade. */
export function PodCard({ node, inspection }: NodeCardProps): ReactElement | null {
  const state = inspection.state as unknown;
  if (state === null) return null;
  switch (node.program) {
    case 'shipper':
      return <ShipperCard state={state as ShipperState} />;
    case 'kubelet':
      return <KubeletCard state={state as KubeletState} />;
    case 'volume':
      return <VolumeCard state={state as VolumeState} />;
    case 'proxy':
    case 'watcher':
      return <XdsCard xds={(state as { readonly xds: XdsClient }).xds} />;
    default:
      return null;
  }
}
