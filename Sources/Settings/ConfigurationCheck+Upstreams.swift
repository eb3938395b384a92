import Federation
import OpenIDConnect

/// The parties besides VNeID at which people may sign in.
extension ConfigurationCheck {
    /// None where no file names any, or the file can't be used.
    mutating func upstreams(issuer: Issuer?) -> [PlainUpstream] {
        guard let issuer else { return [] }
        let configuration = configuration
        let read = file(.upstreams) { path, contents throws(ConfigurationRule) in
            let json = try Self.object(path, contents)
            do throws(PlainUpstreamFileError) {
                return try PlainUpstreamFile(
                    json, address: issuer.address,
                    contents: { file in configuration.contents(of: file, named: .upstreams) }
                ).upstreams
            } catch {
                throw ConfigurationRule("'\(path)': \(error.text.vietnamese)", "'\(path)': \(error.text.english)")
            }
        }
        return read ?? []
    }
}
