/** Nothing can be said about a statement. The message says why. */
export class Unseen extends Error {}

/** The network or a server failed, so that another attempt may see more. */
export class Trouble extends Unseen {}

/** The run was interrupted, or its time is over. */
export class Stopped extends Error {}
