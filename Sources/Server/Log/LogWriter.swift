import Dispatch
import Foundation
import Glibc
import Synchronization

/// Writes the lines of the log, on one thread of its own. Whoever logs never waits and never fails: a line is put into a
/// buffer of a fixed size, and one that doesn't fit, or can't be written (a full disk, a reader that is gone), is
/// dropped and counted. A reader that stalls stalls this thread and nobody else.
package final class LogWriter: Sendable {
    private let descriptor: Int32
    private let limit: Int
    private let onDrop: @Sendable (Int) -> Void
    private let notice: @Sendable (Int) -> [UInt8]
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)

    private enum Entry {
        case line([UInt8])
        /// Somebody who waits until all before it is written, or dropped.
        case mark(DispatchSemaphore)
    }

    private struct State {
        var entries: [Entry] = []
        var bytes = 0
        /// Dropped since the last line that was written.
        var unsaid = 0
    }

    /// What may wait for a slow reader: some thousand lines.
    package static let defaultLimit = 1 << 20

    /// - Parameters:
    ///   - descriptor: where the lines go; it stays its owner's.
    ///   - limit: how many bytes may wait.
    ///   - onDrop: is told how many lines were dropped, at once.
    ///   - notice: the line that says so, written when lines can be written again.
    package init(
        descriptor: Int32, limit: Int = LogWriter.defaultLimit, onDrop: @escaping @Sendable (Int) -> Void,
        notice: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.descriptor = descriptor
        self.limit = limit
        self.onDrop = onDrop
        self.notice = notice
        let thread = Thread { [self] in run() }
        thread.name = "hue-sso.log"
        thread.start()
    }

    /// Takes a line, with its line feed, to be written soon.
    package func write(_ line: [UInt8]) {
        let fits = state.withLock { state in
            guard state.bytes + line.count <= limit else {
                state.unsaid += 1
                return false
            }
            state.bytes += line.count
            state.entries.append(.line(line))
            return true
        }
        guard fits else { return onDrop(1) }
        work.signal()
    }

    /// Waits until what was logged so far is written or dropped, but no longer than so many milliseconds: before the
    /// process ends.
    package func flush(milliseconds: Int = 1000) {
        let mark = DispatchSemaphore(value: 0)
        state.withLock { $0.entries.append(.mark(mark)) }
        work.signal()
        _ = mark.wait(timeout: .now() + .milliseconds(milliseconds))
    }

    // MARK: The thread

    private func run() {
        var isTorn = false
        while true {
            work.wait()
            // All at once; whoever has signalled for the others of them finds nothing left.
            let entries = state.withLock { state in
                defer { state.entries = [] }
                return state.entries
            }
            for entry in entries {
                switch entry {
                case .line(let line): put(line, &isTorn)
                case .mark(let mark): mark.signal()
                }
            }
        }
    }

    /// Writes a line; before it, that others were dropped.
    /// - Parameter isTorn: whether the last line was cut off in its midst; then the next one begins a new line.
    private func put(_ line: [UInt8], _ isTorn: inout Bool) {
        // The bytes count until they have left: a reader that stalls must not make room for more.
        defer { state.withLock { $0.bytes -= line.count } }
        let dropped = state.withLock { $0.unsaid }
        var text = isTorn ? [UInt8(ascii: "\n")] : []
        if dropped > 0 { text += notice(dropped) }
        text += line
        switch Descriptor.write(text, to: descriptor) {
        case text.count:
            isTorn = false
            if dropped > 0 { state.withLock { $0.unsaid -= dropped } }
        case let written:
            isTorn = written > 0 || isTorn
            state.withLock { $0.unsaid += 1 }
            onDrop(1)
        }
    }
}

/// Writing to a file descriptor, with every failure as a value.
package enum Descriptor {
    /// Writes all of the bytes, and waits where the other side is slow.
    /// - Returns: how many were written; fewer than there are when the rest can't be, and `errno` says why.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count > 0 {
                    written += count
                } else if count < 0, errno == EINTR {
                    continue
                } else if count < 0, errno == EAGAIN || errno == EWOULDBLOCK {
                    // A pipe that its reader has made non-blocking.
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    guard poll(&waiting, 1, -1) > 0 || errno == EINTR else { return written }
                } else {
                    return written
                }
            }
            return written
        }
    }
}
