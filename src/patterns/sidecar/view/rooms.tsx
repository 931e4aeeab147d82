import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { AppState } from '../programs/app-process.ts';
import type { Held } from '../programs/buffers.ts';
import { kb } from '../programs/in-app-queue.ts';
import type { ShipperState } from '../programs/shipper.ts';
import type { LogFile, VolumeState } from '../programs/volume.ts';
import type { XdsClient } from '../programs/xds.ts';
import { kilobytes, Label, Level, LINE, SOFT } from './marks.tsx';

interface Inside {
  readonly board: BoardProps;
  readonly width: number;
}

const stateOf = ({ nodes }: BoardProps, id: string): unknown => nodes[id]?.state ?? null;
const dial = ({ settings }: BoardProps, key: string): number => Number(settings[key]);

/** Workers as cells: a filled one is busy. */
function Workers({
  x,
  y,
  busy,
  count,
}: {
  readonly x: number;
  readonly y: number;
  readonly busy: number;
  readonly count: number;
}): ReactElement {
  return (
    <g transform={`translate(${x} ${y})`}>
      {Array.from({ length: Math.min(count, 16) }, (_, i) => (
        <rect
          key={i}
          x={i * 12}
          width={9}
          height={9}
          rx={2}
          fill={i < busy ? 'var(--msg)' : 'none'}
          stroke="var(--msg)"
        />
      ))}
    </g>
  );
}

export function AppRoom({ board, width }: Inside): ReactElement | null {
  const app = board.scene.nodes['app'];
  const state = stateOf(board, 'app') as AppState | null;
  if (!app || !state) return null;
  const count = dial(board, 'app.workers');
  const waiting = state.shipping.blocked.length;
  const queued = kb(state.shipping.queue);
  return (
    <>
      <Workers x={10} y={28} busy={app.busy} count={count} />
      <Label
        x={10}
        y={52}
        text={app.queued > 0 ? `${app.queued} orders queue` : `${app.busy} of ${count} workers`}
        fill={app.queued > 0 ? 'var(--bad)' : 'var(--mute)'}
      />
      {board.on ? (
        <Label x={10} y={67} text={`level ${state.level}`} />
      ) : (
        <>
          <Label
            x={10}
            y={84}
            text={waiting > 0 ? `${waiting} orders wait until their log is taken` : 'no order waits for its log'}
            fill={waiting > 0 ? 'var(--bad)' : 'var(--mute)'}
            bold={waiting > 0}
          />
          {board.settings['app.inAppShipping'] === 'sync' ? (
            <Label x={10} y={112} text="each order sends its log itself: there is no queue" />
          ) : (
            <>
              <Label x={10} y={112} text={`log queue ${kilobytes(queued)}`} />
              <Level
                x={10}
                y={120}
                width={Math.min(280, width - 24)}
                height={16}
                value={queued}
                limit={dial(board, 'app.queueKb')}
              />
            </>
          )}
          <Label
            x={10}
            y={156}
            text={`calls ${state.hosts.join(', ')}`}
            fill={state.hosts.includes('payments-x') ? 'var(--bad)' : 'var(--mute)'}
          />
        </>
      )}
    </>
  );
}

/** Version in use, and what was refused since. */
function Config({ xds, what }: { readonly xds: XdsClient; readonly what: string }): ReactElement {
  return (
    <>
      <Label
        x={10}
        y={36}
        text={xds.version === '' ? 'no version yet' : `${xds.version} in use`}
        fill={xds.version ? 'var(--ok)' : 'var(--mute)'}
      />
      {xds.error !== '' ? (
        <>
          <path d="M11 43l7 7M18 43l-7 7" stroke={LINE.bad} strokeWidth={1.8} />
          <Label x={23} y={51} text="NACK" fill="var(--bad)" bold />
        </>
      ) : (
        <Label
          x={10}
          y={51}
          text={xds.nonce === '' ? 'no stream' : 'ACK'}
          fill={xds.nonce === '' ? 'var(--warn)' : 'var(--mute)'}
        />
      )}
      <Label x={10} y={66} text={what} />
    </>
  );
}

export function ProxyRoom({ board }: Inside): ReactElement | null {
  const state = stateOf(board, 'proxy') as { readonly xds: XdsClient } | null;
  return state ? (
    <Config
      xds={state.xds}
      what={state.xds.resources.length === 0 ? 'no hosts' : `${state.xds.resources.length} hosts`}
    />
  ) : null;
}

export function WatcherRoom({ board }: { readonly board: BoardProps }): ReactElement | null {
  const state = stateOf(board, 'watcher') as { readonly xds: XdsClient } | null;
  return state ? (
    <Config
      xds={state.xds}
      what={state.xds.resources.length === 0 ? 'no level' : `level ${state.xds.resources.join()}`}
    />
  ) : null;
}

/** A log file as a sheet: grey is read, coloured waits to be read. */
function Sheet({
  file,
  x,
  width,
  full,
  position,
}: {
  readonly file: LogFile;
  readonly x: number;
  readonly width: number;
  readonly full: number;
  readonly position: number;
}): ReactElement {
  const height = 33;
  const unread = file.entries.reduce((sum, { offset, lines }) => sum + (offset >= position ? lines : 0), 0);
  const tall = (lines: number): number => Math.min(height, (height * lines) / Math.max(1, full));
  const read = tall(file.kb) - tall(unread);
  return (
    <g transform={`translate(${x} 23)`}>
      <title>{`file ${file.no}: ${file.kb} kB, ${unread} kB not read`}</title>
      <rect width={width} height={height} rx={2} fill="none" stroke="var(--edge)" />
      <rect x={1} y={height - read} width={width - 2} height={Math.max(0, read)} fill="var(--line)" />
      <rect
        x={1}
        y={height - tall(file.kb)}
        width={width - 2}
        height={tall(unread)}
        fill={SOFT.event}
        stroke={unread > 0 ? LINE.event : 'none'}
      />
    </g>
  );
}

export function VolumeRoom({ board, width }: Inside): ReactElement | null {
  const volume = stateOf(board, 'volume') as VolumeState | null;
  if (!volume) return null;
  const shipper = stateOf(board, 'shipper') as ShipperState | null;
  const position = shipper?.tail.position ?? 0;
  const keep = dial(board, 'volume.keepFiles');
  const sheet = Math.max(8, Math.min(26, Math.floor((width - 20) / Math.max(keep, volume.files.length)) - 4));
  const unread = volume.files.reduce(
    (sum, file) => sum + file.entries.reduce((all, { offset, lines }) => all + (offset >= position ? lines : 0), 0),
    0,
  );
  return (
    <>
      {volume.files.map((file, i) => (
        <Sheet
          key={file.no}
          file={file}
          x={10 + i * (sheet + 4)}
          width={sheet}
          full={dial(board, 'volume.rotateKb')}
          position={position}
        />
      ))}
      <Label
        x={10}
        y={71}
        text={`${kilobytes(unread)} unread`}
        fill={unread > 40 ? 'var(--purple)' : 'var(--mute)'}
        bold={unread > 40}
      />
    </>
  );
}

/** A chunk as a cell: a dot waits, an arrow is under way, a number is its retries. */
function ChunkCell({ chunk, x, y }: { readonly chunk: Held; readonly x: number; readonly y: number }): ReactElement {
  const retrying = chunk.state === 'retry' || chunk.retries > 0;
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{`chunk ${chunk.id}: ${chunk.kb} kB in ${chunk.place}, ${chunk.state}, ${chunk.retries} retries`}</title>
      <rect
        width={17}
        height={15}
        rx={2.5}
        fill={retrying ? SOFT.warn : SOFT.event}
        stroke={retrying ? LINE.warn : LINE.event}
        strokeDasharray={chunk.place === 'memory' ? '3 2' : undefined}
      />
      {chunk.state === 'in flight' && (
        <path d="M4 7.5H12M9 4.5L12.5 7.5L9 10.5" fill="none" stroke="var(--ink)" strokeWidth={1.3} />
      )}
      {chunk.state === 'waiting' && <circle cx={8.5} cy={7.5} r={1.8} fill="var(--ink)" />}
      {chunk.state === 'retry' && (
        <text x={8.5} y={11.5} textAnchor="middle" fill="var(--ink)" style={{ fontSize: 11 }}>
          {Math.min(99, chunk.retries)}
        </text>
      )}
    </g>
  );
}

export function ShipperRoom({ board, width }: Inside): ReactElement | null {
  const state = stateOf(board, 'shipper') as ShipperState | null;
  if (!state) return null;
  const { memory, storageKb, chunks } = state.buffers;
  const onDisk = board.settings['shipper.storage'] === 'filesystem';
  const value = onDisk ? storageKb : memory.usedKb;
  const limit = dial(board, onDisk ? 'shipper.storageKb' : 'shipper.memBufKb');
  const cells = Math.max(1, Math.floor((width - 46) / 20));
  const shown = chunks.slice(0, cells);
  const retried = chunks.filter(({ retries }) => retries > 0).length;
  return (
    <>
      <Level
        x={10}
        y={23}
        width={Math.max(40, width - 24)}
        height={13}
        value={value}
        limit={limit}
        tone={memory.paused ? 'bad' : 'event'}
      />
      <Label
        x={10}
        y={49}
        text={`${kilobytes(value)} ${onDisk ? 'on disk' : 'in memory'}${limit > 0 ? `, limit ${kilobytes(limit)}` : ''}`}
      />
      {memory.paused && <Label x={width - 10} y={49} text="paused" fill="var(--bad)" bold end />}
      {!memory.paused && retried > 0 && width > 300 && (
        <Label x={width - 10} y={49} text={`${retried} of ${chunks.length} chunks retried`} fill="var(--warn)" end />
      )}
      {shown.map((chunk, i) => (
        <ChunkCell key={chunk.id} chunk={chunk} x={10 + i * 20} y={55} />
      ))}
      {chunks.length > shown.length && (
        <Label x={12 + shown.length * 20} y={67} text={`+${chunks.length - shown.length}`} />
      )}
    </>
  );
}
