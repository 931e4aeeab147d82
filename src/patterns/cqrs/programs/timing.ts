import { ms, seconds, type Us } from '../../../kernel/time.ts';

/** What things take where no dial says so. */
export const PATIENCE_US: Us = ms(2_500);
export const LOOK_AFTER_US: Us = ms(500);
/** How long a service waits for the next one. A timeout says nothing about what happened. */
export const TIMEOUT_US: Us = seconds(1);
/** Loading an aggregate, or a few rows of the outbox. */
export const LOAD_US: Us = ms(3);
/** From one look at a row lock to the next. */
export const LOCK_US: Us = ms(2);
/** A join over the tables of the write model. */
export const JOIN_US: Us = ms(40);
/** One row of a view by its key: a tenth of the join. */
export const LOOK_UP_US: Us = ms(4);
/** From a commit to the message about it, where a service publishes itself: a second connection, a second system. */
export const PUBLISH_US: Us = ms(60);
/** What a reader of the log has not confirmed after this long is sent again. */
export const REDELIVER_US: Us = ms(300);
