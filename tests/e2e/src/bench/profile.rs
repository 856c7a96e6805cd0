//! Networks and devices that the browser is made to stand for.

use anyhow::Result;
use serde_json::json;

use crate::browser::Browser;

/// A network and a processor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    pub(super) name: &'static str,
    /// In milliseconds, from a request to the first byte of its answer.
    latency: u32,
    /// In kilobits a second; none where the network is not throttled.
    download: Option<u32>,
    upload: Option<u32>,
    /// How many times slower the processor is.
    cpu: u32,
}

pub(super) const NONE: Profile = Profile {
    name: "no throttling",
    latency: 0,
    download: None,
    upload: None,
    cpu: 1,
};
pub(super) const FAST_4G: Profile = Profile {
    name: "fast 4G",
    latency: 60,
    download: Some(9_000),
    upload: Some(1_500),
    cpu: 2,
};
/// As in the peers' figures.
pub(super) const SLOW_4G: Profile = Profile {
    name: "slow 4G",
    latency: 150,
    download: Some(1_600),
    upload: Some(750),
    cpu: 4,
};
/// The processor of [`SLOW_4G`] alone: what the app itself takes is measured without a network's share.
pub(super) const SLOW_CPU: Profile = Profile {
    name: "CPU 4x slower",
    latency: 0,
    download: None,
    upload: None,
    cpu: 4,
};

pub(super) const LOADS: [Profile; 3] = [NONE, FAST_4G, SLOW_4G];
pub(super) const SIGN_INS: [Profile; 2] = [NONE, SLOW_CPU];

impl Profile {
    /// What the profile is, in a table's head.
    pub(super) fn describe(&self) -> String {
        match self.download {
            None => self.name.to_owned(),
            Some(download) => format!(
                "{} ({} ms, {} Mbps, CPU {}x)",
                self.name,
                self.latency,
                f64::from(download) / 1000.0,
                self.cpu
            ),
        }
    }

    /// So many bytes cannot all have come sooner than this, in milliseconds.
    pub(super) fn soonest(&self, bytes: f64) -> f64 {
        let loading = self
            .download
            .map_or(0.0, |kilobits| bytes * 8.0 / f64::from(kilobits));
        // The browser's bookkeeping is not that exact.
        f64::from(self.latency) + loading * 0.8
    }

    /// Has the browser stand for it from now on.
    pub(super) async fn apply(&self, browser: &Browser) -> Result<()> {
        let cdp = browser.driver().cdp();
        let throughput = |kilobits: Option<u32>| {
            kilobits.map_or(-1.0, |kilobits| f64::from(kilobits) * 1000.0 / 8.0)
        };
        cdp.send_raw("Network.enable", json!({})).await?;
        let network = json!({
            "offline": false,
            "latency": self.latency,
            "downloadThroughput": throughput(self.download),
            "uploadThroughput": throughput(self.upload),
        });
        cdp.send_raw("Network.emulateNetworkConditions", network)
            .await?;
        cdp.send_raw("Emulation.setCPUThrottlingRate", json!({"rate": self.cpu}))
            .await?;
        Ok(())
    }
}
