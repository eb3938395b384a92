import Keys
import OpenIDConnect

/// Signs and reads access tokens with the keys as they are at each request.
struct AccessTokens: Sendable {
    private let issuer: Issuer
    private let keys: KeyRing
    private let subjects: PairwiseSubjects
    private let memory = AccessTokenMemory()

    init(issuer: Issuer, keys: KeyRing, subjects: PairwiseSubjects) {
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
    }

    var reader: AccessTokenReader { AccessTokenReader(issuer: issuer, keys: keys.current, memory: memory) }
    var signing: TokenIssuer { TokenIssuer(issuer: issuer, keys: keys.current, subjects: subjects, memory: memory) }
}
