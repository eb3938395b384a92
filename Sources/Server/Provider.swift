import Accounts
import Cryptography
import Federation
import Identity
import Keys
import Logging
import OpenIDConnect
import Operations
import Pages
import Settings
import Wire

/// The composition: every part that a request can need, made once. Endpoints take from it what they use, when they are
/// made; nothing else holds it.
package struct Provider: Sendable {
    let issuer: Issuer
    package let installation: Installation
    let keys: KeyRing
    let parties: TokenParties
    let subjects: PairwiseSubjects
    let passwords: PasswordHasher
    /// Seals the seeds of authenticator apps.
    let sealer: SecretSealer
    let vneid: OpenIDProfile?
    let pages: PageRenderer
    let logger: Logger
    let metrics: PrometheusMetrics

    /// - Parameters:
    ///   - secrets: the signing keys and the pairwise secret, opened.
    ///   - fetcher: the way out to VNeID.
    ///   - metrics: where the process collects its numbers; shown on the administrative port.
    package init(
        _ settings: ProviderSettings, installation: Installation, secrets: ProviderSecrets, fetcher: any Fetcher,
        logger: Logger, metrics: PrometheusMetrics
    ) throws {
        issuer = settings.issuer
        self.installation = installation
        keys = secrets.keys
        subjects = secrets.subjects
        parties = TokenParties(issuer: settings.issuer, subjects: secrets.subjects, succession: secrets.succession)
        sealer = secrets.sealer
        passwords = try PasswordHasher(
            settings.passwords.parameters, atOnce: settings.passwords.hashesAtOnce, waiting: settings.passwords.waiting,
            random: installation.random, decoyKey: secrets.subjects.key(for: "decoys"))
        vneid = settings.vneid.map { OpenIDProfile($0, fetcher: fetcher) }
        pages = try PageRenderer()
        self.logger = logger
        self.metrics = metrics
    }

    var clock: any WallClock { installation.clock }
    var random: any RandomSource { installation.random }
}
