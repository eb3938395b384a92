import Federation
import Foundation
import OpenIDConnect

/// The parties besides VNeID at which people may sign in.
extension ConfigurationCheck {
    /// None where no file names any, or the file can't be used.
    mutating func upstreams(issuer: Issuer?) -> [PlainUpstream] {
        guard let issuer else { return [] }
        let read = optional(.upstreams) { path throws(ConfigurationRule) in
            let json = try Self.object(path)
            do throws(PlainUpstreamFileError) {
                return try PlainUpstreamFile(
                    json, address: issuer.address,
                    contents: { file in FileManager.default.contents(atPath: file).map { Array($0) } }
                ).upstreams
            } catch {
                throw ConfigurationRule("'\(path)': \(error.text.vietnamese)", "'\(path)': \(error.text.english)")
            }
        }
        return read ?? []
    }
}
