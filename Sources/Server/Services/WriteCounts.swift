import ServiceLifecycle

/// Writes down what is counted in memory, every so often until the server shuts down, and then what has come since.
func writeCounts(every interval: Duration, _ write: @escaping @Sendable () async -> Void) async {
    await cancelWhenGracefulShutdown {
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            await write()
        }
    }
    await write()
}
