import { expect, type Page } from '@playwright/test';

/** What the run on screen says of itself, through the same door that power users have. */
export interface Shown {
  readonly fingerprint: string;
  readonly cursorUs: number;
  readonly cursorSeq: number;
  readonly events: number;
  readonly workers: readonly string[];
}

export async function shown(page: Page): Promise<Shown> {
  return page.evaluate(async () => {
    const { faultline } = window as unknown as {
      faultline: {
        state(): Promise<{
          cursorUs: number;
          cursorSeq: number;
          events: readonly unknown[];
          workers: readonly string[];
        }>;
        fingerprint(): Promise<string>;
      };
    };
    const { cursorUs, cursorSeq, events, workers } = await faultline.state();
    return { fingerprint: await faultline.fingerprint(), cursorUs, cursorSeq, events: events.length, workers };
  });
}

/** Counts of event kinds and effects, for what should have happened. */
export async function happened(
  page: Page,
  what: { readonly kind?: string; readonly node?: string; readonly effect?: string },
): Promise<number> {
  return page.evaluate(async (asked) => {
    interface Event {
      readonly kind: string;
      readonly node: string;
      readonly effects: readonly { readonly kind: string }[];
    }
    const { faultline } = window as unknown as { faultline: { state(): Promise<{ events: readonly Event[] }> } };
    const { events } = await faultline.state();
    return events.filter(
      (event) =>
        (asked.kind === undefined || event.kind === asked.kind) &&
        (asked.node === undefined || event.node === asked.node) &&
        (asked.effect === undefined || event.effects.some((effect) => effect.kind === asked.effect)),
    ).length;
  }, what);
}

/** Waits until the run has begun, then pauses it. */
export async function pause(page: Page): Promise<void> {
  await expect.poll(async () => (await shown(page)).events).toBeGreaterThan(5);
  const play = page.getByRole('button', { name: 'Play', exact: true });
  await expect(async () => {
    // Between the look and the press the run may have ended by itself.
    if (!(await play.isVisible()))
      await page.getByRole('button', { name: 'Pause', exact: true }).click({ timeout: 2_000 });
    await expect(play).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

/** The node on the graph, by the beginning of its name. */
export const part = (page: Page, name: string) =>
  page.getByRole('application').getByRole('button', { name: new RegExp(`^${name}`) });
