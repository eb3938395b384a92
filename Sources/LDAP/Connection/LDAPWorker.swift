import Glibc

/// Runs what blocks in libldap on a thread of its own, never on one of Swift's pool: it blocks in name resolution, in
/// connecting and in TLS whatever its options say.
enum LDAPWorker {
    /// Runs `work` on a new thread, with a watchdog on another, and waits for it without holding a thread.
    static func run<Value: Sendable>(
        _ watchdog: Watchdog, _ work: @escaping @Sendable () -> Result<Value, LDAPError>
    ) async -> Result<Value, LDAPError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let watching = start { watchdog.run() }
                guard watching == 0 else { return continuation.resume(returning: .failure(.noThread(watching))) }
                let working = start {
                    let result = work()
                    watchdog.stop()
                    continuation.resume(returning: result)
                }
                guard working == 0 else {
                    watchdog.stop()
                    return continuation.resume(returning: .failure(.noThread(working)))
                }
            }
        } onCancel: {
            watchdog.cancel()
        }
    }

    private final class Job {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread that nobody joins. 0, or the system's error number; then the body doesn't run.
    private static func start(_ body: @escaping @Sendable () -> Void) -> Int32 {
        let job = Unmanaged.passRetained(Job(body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                LDAPWorker.blockBrokenPipes()
                Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, job.toOpaque())
        guard error == 0 else {
            job.release()
            return error
        }
        pthread_detach(thread)
        return 0
    }

    /// libldap writes to sockets that may be gone; SIGPIPE, which comes to the thread that writes, would end the process. A
    /// write then fails like any other, and what is pending ends with the thread.
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
