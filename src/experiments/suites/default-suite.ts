/** The suite of every command and notebook that names none. */
export const DEFAULT_SUITE = "world";
