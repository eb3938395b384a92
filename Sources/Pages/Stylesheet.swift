/// The one asset of the pages. Its address carries a hash of its text, so that a browser may keep it for ever.
package enum Stylesheet {
    package static let text = String(decoding: PackageResources.hue_sso_css, as: UTF8.self)

    package static let path: String = {
        // FNV-1a: names a version, protects nothing.
        let hash = PackageResources.hue_sso_css.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return "/assets/hue-sso.\(String(hash, radix: 16)).css"
    }()
}
