import Cryptography
import Identity
import JOSE
import Synchronization
import Wire

/// The access tokens that this process has signed, or whose signature it has verified: most are presented here soon after,
/// and to verify one again costs three times what signing it did.
///
/// It is safe as it stands for the signature alone: the text is the same to the last bit (SHA-256), it was ours, and the
/// key that signed it is still published. Moment and place are looked at each time, and whether the token still counts
/// only the store says, which is asked as before. Nobody but us puts anything in, and there is a bound.
package final class AccessTokenMemory: Sendable {
    private struct Generations {
        var young: [AccessTokenDigest: SignedAccessToken] = [:]
        var old: [AccessTokenDigest: SignedAccessToken] = [:]
    }

    private let kept = Mutex(Generations())
    private let limit: Int

    /// - Parameter limit: how many it holds at least before the oldest go; at most twice as many, which are some 3 MB. At
    ///   twenty sign-ins a second that is more than two minutes.
    package init(limit: Int = 4096) {
        self.limit = limit
    }

    /// Takes in a token that was just signed.
    func remember(_ text: String, claims: JSONObject, by key: KeyID?) {
        guard let token = SignedAccessToken(claims, by: key) else { return }
        remember(token, AccessTokenDigest(of: text))
    }

    func remember(_ token: SignedAccessToken, _ digest: AccessTokenDigest) {
        kept.withLock { kept in
            if kept.young.count >= limit { kept = Generations(old: kept.young) }
            kept.young[digest] = token
        }
    }

    func token(_ digest: AccessTokenDigest) -> SignedAccessToken? {
        kept.withLock { $0.young[digest] ?? $0.old[digest] }
    }

    /// How many are in memory.
    var count: Int { kept.withLock { $0.young.count + $0.old.count } }
}

/// The name of a token's exact text: its SHA-256, so that no token stands in memory.
struct AccessTokenDigest: Hashable, Sendable {
    private let words: SIMD4<UInt64>

    init(of text: String) {
        words = HashAlgorithm.sha256.digest(of: text.utf8Span.span).withUnsafeBytes {
            $0.loadUnaligned(as: SIMD4<UInt64>.self)
        }
    }
}
