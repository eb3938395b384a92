/// Stands before a slapd and answers as Active Directory does where slapd can't ([MS-ADTS]), or as no good server does:
/// it changes the messages that pass, and makes up none but the ends of searches.
package final class RewritingProxy: Sendable {
    package enum Rule: Sendable, CustomStringConvertible {
        /// An attribute with more values comes in parts (MaxValRange).
        case parts(of: Int)
        /// Only the first part ever comes.
        case noNextPart
        /// No page has more entries (MaxPageSize).
        case largestPage(Int)
        /// The root tells of the update sequence number that stands in a file.
        case updateNumber(file: String)
        /// The password is taken out of every bind but this one's: the server sees one without (RFC 4513 §5.1.2).
        case noPassword(exceptOf: String)
        /// A search ends with this code after so many entries.
        case end(after: Int, code: Int)

        package var description: String {
            switch self {
            case .parts(let count): "parts:\(count)"
            case .noNextPart: "no-next"
            case .largestPage(let count): "page:\(count)"
            case .updateNumber(let file): "usn:\(file)"
            case .noPassword(let dn): "unbind:\(dn)"
            case .end(let count, let code): "end:\(count):\(code)"
            }
        }
    }

    package let url: String

    @discardableResult package static func run<Result>(
        to port: Int, _ rules: [Rule], _ body: (RewritingProxy) async throws -> Result
    ) async throws -> Result {
        try await ProxyProcess.run("rewriter.py", "\(port)", rules.map(\.description)) {
            try await body(RewritingProxy($0.url))
        }
    }

    /// Before a socket of this machine, at one beside it.
    @discardableResult package static func run<Result>(
        to socket: String, _ rules: [Rule], _ body: (RewritingProxy) async throws -> Result
    ) async throws -> Result {
        try await ProxyProcess.run("rewriter.py", socket, rules.map(\.description)) {
            try await body(RewritingProxy($0.url))
        }
    }

    private init(_ url: String) { self.url = url }
}
