import Accounts
import Cryptography
import Database
import Federation
import Identity
import JOSE
import Logging
import OpenIDConnect
import Operations
import Pages
import Storage
import Wire

/// The composition: every part that a request can need, made once. Endpoints take from it what they use, when they are
/// made; nothing else holds it.
package struct Provider: Sendable {
    let issuer: Issuer
    package let database: Database
    let keys: SigningKeys
    let subjects: PairwiseSubjects
    let passwords: PasswordHasher
    let vneid: OpenIDProfile?
    package let permissions: CurrentPermissions
    let pages: PageRenderer
    let clock: any WallClock
    let random: any RandomSource
    let logger: Logger
    let metrics: PrometheusMetrics

    /// - Parameters:
    ///   - secrets: the signing keys and the pairwise secret, opened.
    ///   - fetcher: the way out to VNeID.
    ///   - metrics: where the process collects its numbers; shown on the administrative port.
    package init(
        _ settings: ProviderSettings, database: Database, secrets: ProviderSecrets, fetcher: any Fetcher,
        clock: any WallClock, random: any RandomSource, logger: Logger, metrics: PrometheusMetrics
    ) throws {
        issuer = settings.issuer
        self.database = database
        keys = secrets.keys
        subjects = secrets.subjects
        passwords = try PasswordHasher(settings.passwords, random: random)
        vneid = settings.vneid.map { OpenIDProfile($0, fetcher: fetcher) }
        permissions = CurrentPermissions()
        pages = try PageRenderer()
        self.clock = clock
        self.random = random
        self.logger = logger
        self.metrics = metrics
    }
}
