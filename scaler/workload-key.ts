/** `namespace/name`, as `workloadKey` writes it: what a workload is called wherever it comes from outside. */
export const WORKLOAD_KEY = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;

/** The same without its namespace. */
export const WORKLOAD_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;
