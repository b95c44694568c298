//! What a service of the fleet exposes.

plimsoll::metrics! {
    labels { namespace, service, instance, status }

    /// Requests that were answered.
    Counter http_requests_total in Count { namespace, service, status };
    /// How long a request took.
    Histogram http_request_duration_seconds in Seconds { namespace, service }
        buckets [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8, 1.0, 2.5, 5.0, 10.0];
    /// When the process started last.
    Gauge process_start_time_seconds in Timestamp { namespace, service, instance };
    /// Memory in use.
    Gauge process_resident_memory_bytes in Bytes { namespace, service, instance };
    /// The memory that it may use.
    Gauge process_memory_limit_bytes in Bytes { namespace, service, instance };
    /// CPU time in use.
    Counter process_cpu_seconds_total in CoreSeconds { namespace, service, instance };
    /// The cores that it may use.
    Gauge process_cpu_limit_cores in Cores { namespace, service, instance };
    /// How often the process was restarted.
    Counter process_restarts_total in Count { namespace, service, instance };
    /// Work that waits.
    Gauge queue_length in Count { namespace, service, instance };
    /// Database connections in use.
    Gauge pool_connections_in_use in Count { namespace, service, instance };
    /// The database connections that there may be.
    Gauge pool_connections_max in Count { namespace, service, instance };
}
