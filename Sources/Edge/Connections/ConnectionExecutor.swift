import NIOCore

/// Runs the tasks of a connection on its event loop: what is read there, computed and written stays on one thread, and
/// no thread is woken for it.
///
/// So whatever a request does that takes long has to be done elsewhere: it would hold up the loop's other connections.
final class ConnectionExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
