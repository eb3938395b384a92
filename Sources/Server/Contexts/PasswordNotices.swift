import OpenIDConnect
import Pages
import Wire

extension InteractionPage {
    /// The page's path, with what it has to say of the password.
    func path(
        of interaction: InteractionID, telling notice: PasswordNotice?, _ parameters: [(String, String)] = []
    ) -> String {
        let pairs = parameters + (notice.map { [(PasswordNotice.parameter, $0.text)] } ?? [])
        let path = path(of: interaction)
        return pairs.isEmpty ? path : path + "?" + FormParameters(pairs).compactlyEncoded()
    }
}

extension Visit {
    /// What the address says of the password.
    var passwordNotice: PasswordNotice? {
        guard let query = try? request.queryParameters(), let text = try? query.single(PasswordNotice.parameter) else {
            return nil
        }
        return PasswordNotice(text)
    }
}
