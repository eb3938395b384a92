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
        /// The root tells of the update sequence number that stands in a file, and whose it is.
        case updateNumber(file: String, of: String = "cn=ntds settings,\(Slapd.base)")
        /// The password is taken out of every bind but this one's: the server sees one without (RFC 4513 §5.1.2).
        case noPassword(exceptOf: String)
        /// A search ends with this code after so many entries.
        case end(after: Int, code: Int)
        /// The entries whose DNs begin as a file says, line by line, come to who asks by key alone (RFC 2696 §3).
        case missing(file: String)
        /// The first word of an entry that comes after a refresh ends the search with this code instead (RFC 4533 §3.4).
        case liveEnd(code: Int)
        /// … is information that can't be read instead (RFC 4533 §2.5).
        case liveRubbish

        package var description: String {
            switch self {
            case .parts(let count): "parts:\(count)"
            case .noNextPart: "no-next"
            case .largestPage(let count): "page:\(count)"
            case .updateNumber(let file, let service): "usn:\(file):\(service)"
            case .noPassword(let dn): "unbind:\(dn)"
            case .end(let count, let code): "end:\(count):\(code)"
            case .missing(let file): "miss:\(file)"
            case .liveEnd(let code): "live:\(code)"
            case .liveRubbish: "live:rubbish"
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
