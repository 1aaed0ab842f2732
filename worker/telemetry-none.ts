/** Stands for `@opentelemetry/api` in the Worker: the Redis client asks for it only where somebody starts its telemetry. */
export {};
