import JOSE
import OpenIDConnect

/// The secrets that the provider signs, derives and seals with, opened.
package struct ProviderSecrets: Sendable {
    package let keys: KeyRing
    package let subjects: PairwiseSubjects
    package let succession: RefreshTokenSuccession
    package let sealer: SecretSealer
}
